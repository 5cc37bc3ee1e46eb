-- What opens or finds a person lies in a schema of its own: a backup of all else never contains it, and a key
-- that was erased does not come back with it.
create schema keys;

-- `private` may be handed to services that are entitled; `reporter` never leaves intake. `former` is the one key
-- that reports had before the two were told apart: it opens the reporter too, so it never leaves either.
create table keys.case_key (
    case_id    uuid        not null,
    part       text        not null check (part in ('private', 'reporter', 'former')),
    key        bytea       not null check (octet_length(key) = 32),
    created_at timestamptz not null,
    primary key (case_id, part)
);
insert into keys.case_key select case_id, 'former', key, created_at from case_key;
drop table case_key;

-- Which cases name the same NIP, telephone or mail address: keyed hashes (HMAC), never the values.
create table keys.fingerprint (
    kind    text  not null check (kind in ('nip', 'phone', 'email')),
    hash    bytea not null check (octet_length(hash) = 32),
    case_id uuid  not null,
    whose   text  not null check (whose in ('reporter', 'respondent')),
    primary key (kind, hash, case_id, whose)
);
create index fingerprint_case on keys.fingerprint (case_id);

-- What is erased leaves the disk soon, not when a fifth of the table was.
alter table keys.case_key set (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);
alter table keys.fingerprint set (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0);

-- Who opened what, when and why. `officer`: on whose behalf a service asked.
create table access (
    id      uuid primary key,
    case_id uuid,
    at      timestamptz not null,
    kind    text        not null check (kind in ('reading', 'key', 'contact', 'search', 'erasure')),
    actor   text        not null,
    officer text,
    purpose text        not null,
    parts   text[]      not null
);
create index access_case on access (case_id, at, id);

-- Whose opaque id is whose. The ledger and the stream carry the id alone.
create table actor (
    id         text primary key,
    subject    text        not null,
    first_seen timestamptz not null default now()
);

grant usage on schema keys to :runtime;
grant select, insert, delete on keys.case_key, keys.fingerprint to :runtime;
grant select, insert on access, actor to :runtime;
