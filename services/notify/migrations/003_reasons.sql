-- What a notification says of the reason behind an event.
alter table notification add column reason text;
