-- Times are nanoseconds since 1970, digests as they are written. Only what SQLite and PostgreSQL both know.
create table content (
    namespace text not null,
    digest text not null,
    size bigint not null,
    created bigint not null,
    updated bigint not null,
    primary key (namespace, digest)
);

create index content_by_digest on content (digest);

create table content_label (
    namespace text not null,
    digest text not null,
    label text not null,
    value text not null,
    primary key (namespace, digest, label),
    foreign key (namespace, digest) references content (namespace, digest) on delete cascade
);

create table image (
    namespace text not null,
    name text not null,
    media_type text not null,
    digest text not null,
    size bigint not null,
    created bigint not null,
    updated bigint not null,
    primary key (namespace, name)
);

create table image_label (
    namespace text not null,
    name text not null,
    label text not null,
    value text not null,
    primary key (namespace, name, label),
    foreign key (namespace, name) references image (namespace, name) on delete cascade
);

create table image_annotation (
    namespace text not null,
    name text not null,
    annotation text not null,
    value text not null,
    primary key (namespace, name, annotation),
    foreign key (namespace, name) references image (namespace, name) on delete cascade
);

create table lease (
    namespace text not null,
    id text not null,
    created bigint not null,
    expires bigint,
    primary key (namespace, id)
);

create table lease_label (
    namespace text not null,
    lease text not null,
    label text not null,
    value text not null,
    primary key (namespace, lease, label),
    foreign key (namespace, lease) references lease (namespace, id) on delete cascade
);

create table lease_content (
    namespace text not null,
    lease text not null,
    digest text not null,
    primary key (namespace, lease, digest),
    foreign key (namespace, lease) references lease (namespace, id) on delete cascade
);

create table lease_ingest (
    namespace text not null,
    lease text not null,
    ref text not null,
    primary key (namespace, lease, ref),
    foreign key (namespace, lease) references lease (namespace, id) on delete cascade
);

create index lease_ingest_by_ref on lease_ingest (namespace, ref);
