package dev.drayage.store;

import dev.drayage.content.ContentStore;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.ImageStore;
import dev.drayage.metadata.Lease;
import dev.drayage.metadata.LeaseManager;
import java.time.Duration;
import java.util.function.Function;

/** A namespace of an open store. */
final class LocalNamespace implements ImageNamespace {
    private final Database database;
    private final Reserve reserve;
    private final ContentTable table;
    private final Function<Retention, ContentStore> contents;
    private final String name;
    private final LeaseTable leases;
    private final ContentStore content;

    private LocalNamespace(
            Database database,
            Reserve reserve,
            ContentTable table,
            Duration retention,
            Function<Retention, ContentStore> contents) {
        this.database = database;
        this.reserve = reserve;
        this.table = table;
        this.name = table.namespace();
        this.contents = contents;
        this.leases = new LeaseTable(name);
        this.content = contents.apply(new TemporaryRetention(leases, retention));
    }

    static LocalNamespace of(StoreParts parts, String name) {
        ContentTable table = new ContentTable(name);
        return new LocalNamespace(
                parts.database(),
                parts.reserve(),
                table,
                parts.options().retention(),
                hold -> LocalContent.of(parts, table, hold));
    }

    static LocalNamespace of(SharedParts parts, String name) {
        ContentTable table = ContentTable.ofShared(name);
        return new LocalNamespace(
                parts.database(),
                Reserve.NONE,
                table,
                parts.options().retention(),
                hold -> SharedContent.of(parts, table, hold));
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
        return contents.apply(new LeaseHold(leases, lease.id()));
    }

    @Override
    public ImageStore images() {
        return new LocalImages(database, reserve, table);
    }

    @Override
    public LeaseManager leases() {
        return new LocalLeases(database, reserve, name);
    }

    @Override
    public boolean canBeChanged() {
        return !database.isReadOnly();
    }
}
