-- The tables of the mechanism, the same in every service's database.
-- They belong to the owner role; the runtime role gets only what it needs, and may never rewrite
-- the ledger, the publications or the witnesses.

create table ledger (
    serial      bigint generated always as identity primary key,
    event_id    uuid        not null unique,
    case_id     uuid        not null,
    version     integer     not null check (version > 0),
    type        text        not null,
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    actor       text        not null,
    legal_basis text        not null,
    causation   text        not null,
    traceparent text        not null,
    data        bytea       not null,
    chain       bytea       not null check (octet_length(chain) = 32),
    xid         xid8        not null default pg_current_xact_id(),
    unique (case_id, version)
);
create index ledger_window on ledger (xid, serial);

create table publication (
    position     bigint primary key check (position > 0),
    serial       bigint not null unique references ledger,
    ledger_chain bytea  not null check (octet_length(ledger_chain) = 32),
    topic_id     text   not null,
    partition    integer not null,
    "offset"     bigint not null
);

-- How far the relay has come: one row, moved in the transaction that writes the publications.
-- `horizon`: every transaction below it is over and published. `shipped`: the last position that
-- the present topic holds; below the last publication while the topic is filled again.
create table relay (
    only_one   boolean primary key default true check (only_one),
    horizon    xid8   not null,
    topic_id   text   not null,
    shipped    bigint not null,
    ends       jsonb  not null
);

create table cases (
    case_id    uuid primary key,
    version    integer     not null,
    chain      bytea       not null,
    state      text        not null,
    office     text        not null,
    region     text        not null,
    channel    text        not null,
    opened_at  timestamptz not null,
    changed_at timestamptz not null,
    facts      jsonb       not null
);
create index cases_worklist on cases (state, office, changed_at, case_id);

create table inbox (
    source  text    not null,
    case_id uuid    not null,
    version integer not null,
    chain   bytea   not null,
    blocked boolean not null default false,
    primary key (source, case_id)
);

create table applied (
    source text primary key,
    events bigint not null
);

create table waiting (
    source       text        not null,
    case_id      uuid        not null,
    version      integer     not null,
    for_source   text        not null,
    for_case     uuid        not null,
    for_version  integer     not null,
    reason       text        not null,
    since        timestamptz not null,
    headers      jsonb       not null,
    value        bytea       not null,
    primary key (source, case_id, version)
);
create index waiting_for on waiting (for_source, for_case);

create table dead_letter (
    id          uuid primary key,
    source      text        not null,
    case_id     uuid,
    version     integer,
    type        text        not null,
    reason      text        not null,
    received_at timestamptz not null,
    headers     jsonb       not null,
    key         bytea,
    value       bytea,
    previous    bytea       not null,
    state       text        not null default 'open' check (state in ('open', 'replayed', 'dropped')),
    resolved_at timestamptz,
    resolved_by text,
    resolution  text
);
create index dead_letter_open on dead_letter (received_at) where state = 'open';

create table witness (
    source       text        not null,
    position     bigint      not null,
    ledger_chain bytea       not null,
    seen_at      timestamptz not null,
    primary key (source, position, ledger_chain)
);
create index witness_last on witness (source, seen_at);

create table audit_progress (
    source       text primary key,
    position     bigint not null,
    ledger_chain bytea  not null
);

create table discrepancy (
    id       uuid primary key,
    source   text        not null,
    kind     text        not null,
    case_id  uuid,
    version  integer,
    position bigint,
    detail   text        not null,
    found_at timestamptz not null
);
create unique index discrepancy_once on discrepancy (
    source, kind, coalesce(case_id, '00000000-0000-0000-0000-000000000000'),
    coalesce(version, 0), coalesce(position, 0)
);

create table idempotency (
    principal  text        not null,
    route      text        not null,
    key        text        not null,
    request    bytea       not null,
    status     integer     not null,
    headers    jsonb       not null,
    body       bytea       not null,
    created_at timestamptz not null,
    primary key (principal, route, key)
);
create index idempotency_age on idempotency (created_at);

grant usage on schema public to :runtime;
grant select, insert on ledger, publication, witness, discrepancy to :runtime;
grant select, insert, update on relay, cases, inbox, applied, audit_progress to :runtime;
grant select, insert, update (state, resolved_at, resolved_by, resolution) on dead_letter to :runtime;
grant select, insert, update, delete on waiting to :runtime;
grant select, insert, delete on idempotency to :runtime;

-- One key for each case: without it the sealed parts of this ledger cannot be read by anybody.
create table case_key (
    case_id    uuid primary key,
    key        bytea       not null check (octet_length(key) = 32),
    created_at timestamptz not null
);
grant select, insert on case_key to :runtime;
