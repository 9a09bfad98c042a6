package dev.drayage.store;

import dev.drayage.content.ContentStore;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.ImageStore;
import dev.drayage.metadata.Lease;
import dev.drayage.metadata.LeaseManager;

/** A namespace of an open store. */
final class LocalNamespace implements ImageNamespace {
    private final StoreParts parts;
    private final String name;
    private final LeaseTable leases;
    private final ContentStore content;

    LocalNamespace(StoreParts parts, String name) {
        this.parts = parts;
        this.name = name;
        this.leases = new LeaseTable(name);
        this.content = LocalContent.of(parts, name, new TemporaryRetention(leases, parts.options()));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public ContentStore content() {
        return content;
    }

    @Override
    public ContentStore content(Lease lease) {
        return LocalContent.of(parts, name, new LeaseHold(leases, lease.id()));
    }

    @Override
    public ImageStore images() {
        return new LocalImages(parts, name);
    }

    @Override
    public LeaseManager leases() {
        return new LocalLeases(parts, name);
    }

    @Override
    public boolean canBeChanged() {
        return !parts.database().isReadOnly();
    }
}
