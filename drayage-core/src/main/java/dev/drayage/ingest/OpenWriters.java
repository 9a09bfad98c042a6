package dev.drayage.ingest;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The writers that one store of this process has open, so that an ingest can be aborted while it is written. */
final class OpenWriters {
    private final Map<IngestName, IngestWriter> open = new ConcurrentHashMap<>();

    void add(IngestName name, IngestWriter writer) {
        open.put(name, writer);
    }

    void remove(IngestName name, IngestWriter writer) {
        open.remove(name, writer);
    }

    Optional<IngestWriter> find(IngestName name) {
        return Optional.ofNullable(open.get(name));
    }
}
