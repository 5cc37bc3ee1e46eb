-- The queue of notifications, and every attempt to send one.
create table notification (
    id           uuid primary key,
    case_id      uuid        not null,
    of_event     uuid        not null,
    recipient    text        not null,
    template     text        not null,
    told_state   text        not null,
    state        text        not null default 'queued' check (state in ('queued', 'sent', 'undeliverable')),
    queued_at    timestamptz not null,
    next_at      timestamptz not null,
    claimed_until timestamptz,
    attempts     integer     not null default 0,
    unique (case_id, of_event, recipient)
);
create index notification_due on notification (next_at) where state = 'queued';

create table attempt (
    notification uuid        not null references notification,
    number       integer     not null,
    at           timestamptz not null,
    outcome      text        not null check (outcome in ('sent', 'deferred', 'undeliverable')),
    answer       text        not null,
    primary key (notification, number)
);
grant select, insert, update (state, attempts, next_at, claimed_until) on notification to :runtime;
grant select, insert on attempt to :runtime;
