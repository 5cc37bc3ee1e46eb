-- The limit that runs for a case (batas waktu), as its last event says it, and what was noted about it.
alter table cases
    add column due_limit     text,
    add column due_on        date,
    add column due_until     timestamptz,
    add column due_warn_from timestamptz,
    add column noted         text check (noted in ('approaching', 'missed')),
    add constraint due_whole check (num_nulls(due_limit, due_on, due_until, due_warn_from) in (0, 4));

-- Worklists show what is overdue first.
drop index cases_worklist;
create index cases_worklist on cases (state, office, coalesce(due_until, 'infinity'), changed_at, case_id);
create index cases_due on cases (due_warn_from) where due_limit is not null;

-- How long an answer is kept is counted by the database's clock, which no trial moves forward.
alter table idempotency alter column created_at set default now();
