-- Limits that run beside that of a case's way, each with what was noted about it; and the moment from which
-- something is to be noted about any of them.
alter table cases
    add column beside  jsonb not null default '[]',
    add column note_at timestamptz;
update cases set note_at = case noted when 'missed' then null when 'approaching' then due_until else due_warn_from end;

drop index cases_due;
create index cases_note on cases (note_at, case_id) where note_at is not null;
create index cases_beside on cases (case_id) where beside <> '[]';
