-- The step that queued it: its sending belongs to the same trace.
alter table notification add column traceparent text not null default '';
