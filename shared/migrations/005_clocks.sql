-- Limits that run beside that of a case's way, each with what was noted about it, and from when on something is to
-- be noted about one of them. That of all limits follows by itself, so that a replica of the code before, which
-- knows nothing of it, leaves it right.
alter table cases
    add column beside    jsonb not null default '[]',
    add column beside_at timestamptz;
alter table cases
    add column note_at timestamptz generated always as (
        least(case noted when 'missed' then null when 'approaching' then due_until else due_warn_from end, beside_at)
    ) stored;

create index cases_note on cases (note_at, case_id) where note_at is not null;
create index cases_beside on cases (case_id) where beside <> '[]';
