package dev.drayage.store;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.filter.Filter;
import dev.drayage.labels.Labels;
import dev.drayage.metadata.ImageStore;
import dev.drayage.metadata.StoredImage;
import dev.drayage.naming.PinnedNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The images of a namespace. A name is given only to content that the namespace has, in one transaction with looking
 * whether it has it; content that is stored is synced before it is known, so no name points at what a power cut loses.
 */
final class LocalImages implements ImageStore {
    private static final int PAGE_ROWS = 500;

    private final Database database;
    private final Reserve reserve;
    private final String namespace;
    private final ImageTable table;
    private final ContentTable content;

    LocalImages(Database database, Reserve reserve, ContentTable content) {
        this.database = database;
        this.reserve = reserve;
        this.namespace = content.namespace();
        this.table = new ImageTable(namespace);
        this.content = content;
    }

    @Override
    public Optional<StoredImage> get(String name) throws IOException {
        return database.read(session -> table.find(session, name));
    }

    @Override
    public List<StoredImage> list(List<String> filters) throws IOException {
        Filter filter = Filter.anyOf(filters);
        List<StoredImage> images = new ArrayList<>();
        String after = "";
        while (true) {
            String last = after;
            List<StoredImage> page = database.read(session -> table.page(session, last, PAGE_ROWS));
            if (page.isEmpty()) {
                return List.copyOf(images);
            }
            page.stream().filter(image -> filter.accepts(image::field)).forEach(images::add);
            after = page.get(page.size() - 1).name();
        }
    }

    @Override
    public List<StoredImage> page(String prefix, String after, int limit) throws IOException {
        return database.read(session -> table.page(session, prefix, after, limit));
    }

    @Override
    public StoredImage create(StoredImage image) throws IOException {
        return database.write(Durability.SYNCED, transaction -> {
            if (table.has(transaction, image.name())) {
                throw new AlreadyExistsException(
                        "there is an image " + image.name() + " in namespace " + namespace + " already");
            }
            Instant now = transaction.now();
            return store(transaction, image.name(), image, now, now);
        });
    }

    @Override
    public void putAll(List<StoredImage> images) throws IOException {
        database.write(Durability.SYNCED, transaction -> {
            Instant now = transaction.now();
            for (StoredImage image : images) {
                Optional<StoredImage> stored = table.find(transaction, image.name());
                if (stored.isEmpty()) {
                    store(transaction, image.name(), image, now, now);
                } else {
                    replace(transaction, stored.get(), FieldPaths.apply(stored.get(), image, List.of("target")));
                }
            }
            return images;
        });
    }

    @Override
    public StoredImage update(StoredImage image, List<String> fieldPaths) throws IOException {
        return database.write(Durability.SYNCED, transaction -> {
            StoredImage stored = table.find(transaction, image.name()).orElseThrow(() -> absent(image.name()));
            return replace(transaction, stored, FieldPaths.apply(stored, image, fieldPaths));
        });
    }

    private StoredImage replace(Transaction transaction, StoredImage stored, StoredImage changed)
            throws SQLException, IOException {
        table.delete(transaction, stored.name());
        return store(transaction, stored.name(), changed, stored.created(), transaction.now());
    }

    private StoredImage store(Transaction transaction, String name, StoredImage image, Instant created, Instant updated)
            throws SQLException, IOException {
        Digest digest = image.target().digest();
        PinnedNames.require(image.target(), name, "namespace " + namespace);
        if (!content.keep(transaction, digest)) {
            throw ContentNotFoundException.of(
                    List.of(image.target()),
                    "cannot name " + digest + " " + name + ": it is missing from namespace " + namespace
                            + "; store the content first");
        }
        Descriptor kept = Descriptor.of(
                        image.target().mediaType(), digest, image.target().size())
                .withAnnotations(image.target().annotations());
        StoredImage result = new StoredImage(name, kept, Labels.checked(image.labels()), created, updated);
        table.insert(transaction, result);
        return result;
    }

    @Override
    public void delete(String name) throws IOException {
        reserve.use(() -> deleteTogether(List.of(name)));
    }

    @Override
    public boolean delete(String name, Digest target) throws IOException {
        return reserve.use(
                () -> database.write(Durability.SYNCED, transaction -> table.delete(transaction, name, target)));
    }

    /** All of them or none, but for a disk that is full, where there is room to remove a few at a time. */
    @Override
    public void deleteAll(List<String> names) throws IOException {
        try {
            deleteTogether(names);
        } catch (ContentNotFoundException e) {
            throw e;
        } catch (IOException e) {
            if (!reserve.giveUp()) {
                throw e;
            }
            for (String name : names) {
                delete(name);
            }
        }
    }

    private int deleteTogether(List<String> names) throws IOException {
        return database.write(Durability.SYNCED, transaction -> {
            for (String name : names) {
                if (!table.delete(transaction, name)) {
                    throw absent(name);
                }
            }
            return names.size();
        });
    }

    private ContentException absent(String name) {
        return ContentNotFoundException.of(List.of(), "there is no image " + name + " in namespace " + namespace);
    }
}
