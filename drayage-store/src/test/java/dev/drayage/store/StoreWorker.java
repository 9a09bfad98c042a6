package dev.drayage.store;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentIngester;
import dev.drayage.content.ContentWriter;
import dev.drayage.image.ImageDestination;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A process that works with a store: it imports, names, labels, removes and collects at random, and tells when it begins
 * and of each change before and after. It ends when it has done its share, or dies where it was told to.
 */
final class StoreWorker {
    private static final int NAMES = 6;
    private static final int IMAGES = 8;

    /** Of which even the half is more than is put into a bucket with one request. */
    private static final int LARGE_BYTES = 17 << 20;

    /** On a machine that does much else a writer may be a while, and SQLite lets processes in by chance, not in turn. */
    private static final StoreOptions PATIENT =
            StoreOptions.defaults().withRefTimeout(Duration.ofHours(1)).withDatabaseTimeout(Duration.ofHours(1));

    private final LocalStore store;
    private final ImageNamespace namespace;
    private final String prefix;
    private final Random random;
    private final boolean hasLarge;

    private StoreWorker(LocalStore store, String prefix, Random random, boolean hasLarge) {
        this.store = store;
        this.hasLarge = hasLarge;
        this.namespace = store.namespace("default");
        this.prefix = prefix;
        this.random = random;
    }

    /**
     * Works.
     *
     * @param arguments the root of the store, what the names it gives begin with, a seed, how much to do, and after how
     *     many steps to die (0 for never); {@code large} if one of the images is to be large
     */
    public static void main(String[] arguments) throws IOException {
        Path root = Path.of(arguments[0]);
        int share = Integer.parseInt(arguments[3]);
        int[] stepsLeft = {Integer.parseInt(arguments[4])};
        FaultPoints dying = step -> {
            if (--stepsLeft[0] == 0) {
                Runtime.getRuntime().halt(137);
            }
        };
        try (LocalStore store = StoreKind.open(root, PATIENT, dying)) {
            say("ready");
            StoreWorker worker = new StoreWorker(
                    store,
                    arguments[1],
                    new Random(Long.parseLong(arguments[2])),
                    arguments.length > 5 && arguments[5].equals("large"));
            for (int i = 0; i < share; i++) {
                worker.work();
            }
        }
        say("done");
    }

    private static void say(String text) {
        System.out.println(text);
        System.out.flush();
    }

    private void work() throws IOException {
        String name = prefix + random.nextInt(NAMES);
        switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> give(name);
            case 4, 5 -> tag(name);
            case 6 -> remove(name);
            case 7 -> label(name);
            case 8 -> leaveOff();
            default -> collect();
        }
    }

    private void give(String name) throws IOException {
        MemoryContent blobs = new MemoryContent();
        Descriptor image = image(blobs, random.nextInt(IMAGES));
        say("change " + name);
        try (ImageDestination destination = namespace.destination()) {
            for (Digest digest : blobs.digests()) {
                write(destination.ingester(), digest, blobs.bytes(digest));
            }
            destination.put(image, name);
        }
        say("named " + name + " " + image.digest());
    }

    /** Images share layers, as they do. */
    private Descriptor image(MemoryContent blobs, int number) {
        Descriptor manifest = ImageBuilder.anImageIn(blobs)
                .withLayers(1 + number % 3)
                .withLayer(noise(number))
                .build();
        return number % 2 == 0
                ? manifest
                : IndexBuilder.anIndexIn(blobs).of(manifest).build();
    }

    private byte[] noise(int number) {
        return ImageBuilder.noise(number, hasLarge && number == 0 ? LARGE_BYTES : 10_000);
    }

    private static void write(ContentIngester ingester, Digest digest, byte[] bytes) throws IOException {
        try (ContentWriter writer = ingester.writer("blob-" + digest, ContentWrites.layerOf(bytes))) {
            int half = Math.max((int) writer.status().offset(), bytes.length / 2);
            ContentWrites.append(
                    writer, Arrays.copyOfRange(bytes, (int) writer.status().offset(), half));
            ContentWrites.append(writer, Arrays.copyOfRange(bytes, half, bytes.length));
            writer.commit(bytes.length, digest, Map.of());
        } catch (AlreadyExistsException e) {
            // Another stored it first, or it was there.
        }
    }

    private void tag(String name) throws IOException {
        List<StoredImage> images = namespace.images().list(List.of());
        if (images.isEmpty()) {
            return;
        }
        StoredImage image = images.get(random.nextInt(images.size()));
        say("change " + name);
        try {
            StoredImage named = StoredImage.of(name, image.target());
            Optional<StoredImage> before = namespace.images().get(name);
            StoredImage after = before.isPresent()
                    ? namespace.images().update(named, List.of())
                    : namespace.images().create(named);
            say("named " + name + " " + after.target().digest());
        } catch (ContentException e) {
            // Another process took the image away meanwhile, and collected it.
            if (e.kind() != Kind.NOT_FOUND) {
                throw e;
            }
        }
    }

    private void remove(String name) throws IOException {
        if (namespace.images().get(name).isPresent()) {
            say("change " + name);
            namespace.images().delete(name);
            say("removed " + name);
        }
    }

    private void label(String name) throws IOException {
        Optional<StoredImage> image = namespace.images().get(name);
        if (image.isPresent()) {
            namespace
                    .images()
                    .update(image.get().withLabels(Map.of("n", String.valueOf(random.nextInt()))), List.of("labels.n"));
        }
    }

    private void leaveOff() throws IOException {
        byte[] bytes = noise(random.nextInt(IMAGES));
        try (ContentWriter writer =
                namespace.content().writer("blob-" + ContentWrites.sha256(bytes), ContentWrites.layerOf(bytes))) {
            int from = (int) writer.status().offset();
            ContentWrites.append(writer, Arrays.copyOfRange(bytes, from, from + (bytes.length - from) / 2));
        } catch (AlreadyExistsException e) {
            // Another stored it first, or it was there.
        }
    }

    private void collect() throws IOException {
        try {
            store.collectGarbage(GcItem.Listener.NONE);
        } catch (ContentException e) {
            // Another writer is at it, or the database was restarted in the middle.
            if (e.kind() != Kind.UNAVAILABLE) {
                throw e;
            }
        }
    }
}
