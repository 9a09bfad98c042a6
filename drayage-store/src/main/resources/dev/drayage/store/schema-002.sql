-- What a store has whose database or blobs several machines use. Like the first, only what both databases know.

-- State 0: bytes are on their way, and nobody removes them before "until"; 1: they are there; 2: they are being removed
-- by who has the token, and nobody brings them back before "until". Suspect ones are written anew when they come again.
-- An arrival ends when its bytes are there or are being removed; the next one has another id.
create table blob (
    digest text not null primary key,
    size bigint not null,
    state integer not null,
    until bigint not null,
    token text,
    arrival text,
    suspect integer not null
);

create index blob_under_way on blob (until) where state <> 1;

create index blob_by_token on blob (token) where token is not null;

-- Who is at work on what, each until it expires unless it is renewed.
create table work (
    name text not null primary key,
    token text not null,
    expires bigint not null
);

-- The token of the collection that is about to forget it.
alter table content add column doomed text;

create index content_doomed on content (doomed) where doomed is not null;

create index image_by_digest on image (namespace, digest);

create index lease_content_by_digest on lease_content (namespace, digest);

-- What the store is: its id, which its blobs have too, and where they are.
create table setting (
    name text not null primary key,
    value text not null
);

-- Ingests whose bytes are in a bucket: up to "size" in the object "head", and perhaps some in an upload of parts.
create table ingest (
    namespace text not null,
    ref text not null,
    head text,
    size bigint not null,
    total bigint not null,
    expected text,
    started bigint not null,
    updated bigint not null,
    upload_object text,
    upload text,
    primary key (namespace, ref)
);
