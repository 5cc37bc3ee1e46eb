-- What intake looks up beside its cases: receipts by the SHA-256 of their number, readings of sealed parts.
create table receipt (
    number_sha256 text primary key,
    case_id       uuid not null unique
);
create table reading (
    id      uuid primary key,
    case_id uuid        not null,
    actor   text        not null,
    purpose text        not null,
    part    text        not null,
    at      timestamptz not null
);
create index reading_case on reading (case_id, at);
grant select, insert on receipt, reading to :runtime;
