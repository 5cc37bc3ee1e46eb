-- Documents of the procedure (naskah dinas), numbered in the transaction that writes the event which issues them.

-- The last number given by an office in a year for documents of a kind. Whoever takes the next one holds the row
-- until the end of its transaction, so a number is taken once, and one that is rolled back is taken by the next.
create table document_counter (
    kind   text    not null,
    office text    not null,
    year   integer not null,
    last   integer not null check (last > 0),
    primary key (kind, office, year)
);

-- `template`: the version of policy that has its words. `issued_on`: the day that it then was at the office.
create table document (
    id        uuid primary key,
    case_id   uuid    not null,
    version   integer not null,
    event_id  uuid    not null,
    kind      text    not null,
    template  text    not null,
    office    text    not null,
    year      integer not null,
    number    integer not null check (number > 0),
    issued_on date    not null,
    unique (event_id, kind),
    unique (kind, office, year, number)
);
create index document_case on document (case_id, version);

-- What it was printed as, once, when somebody first asked: the bytes sealed with the key `part` of the case, bound to
-- the document, and their SHA-256 in the clear, which stays when the key is erased.
create table rendering (
    document_id uuid primary key references document,
    sha256      bytea       not null check (octet_length(sha256) = 32),
    part        text        not null check (part in ('private', 'reporter')),
    sealed      text        not null,
    rendered_at timestamptz not null
);

grant select, insert, update (last) on document_counter to :runtime;
grant select, insert on document, rendering to :runtime;
