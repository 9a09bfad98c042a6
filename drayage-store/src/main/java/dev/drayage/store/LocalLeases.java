package dev.drayage.store;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.labels.Labels;
import dev.drayage.metadata.Lease;
import dev.drayage.metadata.LeaseManager;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The leases of a namespace. They matter while somebody is at work, so a power cut may lose the newest. */
final class LocalLeases implements LeaseManager {
    private final Database database;
    private final Reserve reserve;
    private final String namespace;
    private final LeaseTable table;

    LocalLeases(Database database, Reserve reserve, String namespace) {
        this.database = database;
        this.reserve = reserve;
        this.namespace = namespace;
        this.table = new LeaseTable(namespace);
    }

    @Override
    public Lease create(@Nullable String id, @Nullable Duration lifetime, Map<String, String> labels)
            throws IOException {
        String given = id == null ? LeaseTable.newId() : id;
        SortedMap<String, String> checked = Labels.checked(labels);
        return database.write(Durability.DEFERRED, transaction -> {
            Instant now = transaction.now();
            Lease lease = new Lease(given, now, lifetime == null ? null : now.plus(lifetime), checked);
            if (table.has(transaction, lease.id())) {
                throw new AlreadyExistsException(
                        "there is a lease " + lease.id() + " in namespace " + namespace + " already");
            }
            table.insert(transaction, lease);
            return lease;
        });
    }

    @Override
    public Optional<Lease> get(String id) throws IOException {
        return database.read(session -> table.find(session, id));
    }

    @Override
    public List<Lease> list() throws IOException {
        return database.read(table::list);
    }

    @Override
    public boolean extend(String id, Duration lifetime) throws IOException {
        change(
                id,
                transaction -> table.extend(transaction, id, transaction.now().plus(lifetime)));
        return true;
    }

    @Override
    public void delete(String id) throws IOException {
        reserve.use(() -> change(id, transaction -> table.delete(transaction, id)));
    }

    @Override
    public void add(String id, Resource resource) throws IOException {
        change(id, transaction -> {
            if (resource instanceof Resource.Content content) {
                table.addContent(transaction, id, content.digest());
            } else if (resource instanceof Resource.Ingest ingest) {
                table.addIngest(transaction, id, ingest.ref());
            }
        });
    }

    @Override
    public void remove(String id, Resource resource) throws IOException {
        change(id, transaction -> {
            boolean held = resource instanceof Resource.Content content
                    ? table.removeContent(transaction, id, content.digest())
                    : table.removeIngest(transaction, id, ((Resource.Ingest) resource).ref());
            if (!held) {
                throw ContentNotFoundException.of("lease " + id + " does not hold " + resource, null);
            }
        });
    }

    @Override
    public List<Resource> resources(String id) throws IOException {
        return database.read(session -> {
            table.requireLease(session, id);
            return table.resources(session, id);
        });
    }

    private interface LeaseChange {
        void make(Transaction transaction) throws SQLException, IOException;
    }

    private String change(String id, LeaseChange change) throws IOException {
        return database.write(Durability.DEFERRED, transaction -> {
            table.requireLease(transaction, id);
            change.make(transaction);
            return id;
        });
    }
}
