package dev.drayage.store;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.content.ContentWriter;
import dev.drayage.content.HeldException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.repository.NamespaceRepositories;
import dev.drayage.repository.Repositories;
import dev.drayage.repository.WritableRepository;
import dev.drayage.task.Sleeper;
import dev.drayage.testkit.ContentWrites;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A process that pushes to repositories of a store as a registry would, collects garbage besides, and tells of each image
 * when it is pushed. It ends when it has done its share, or dies where it was told to.
 */
final class PushingWorker {
    private static final int IMAGES = 12;
    private static final StoreOptions PATIENT =
            StoreOptions.defaults().withRefTimeout(Duration.ofHours(1)).withDatabaseTimeout(Duration.ofHours(1));

    private PushingWorker() {}

    /**
     * Works.
     *
     * @param arguments the root of the store, the repository, a seed, how much to do, and after how many steps to die (0
     *     for never)
     */
    public static void main(String[] arguments) throws IOException {
        int[] stepsLeft = {Integer.parseInt(arguments[4])};
        FaultPoints dying = step -> {
            if (--stepsLeft[0] == 0) {
                Runtime.getRuntime().halt(137);
            }
        };
        Random random = new Random(Long.parseLong(arguments[2]));
        try (LocalStore store = LocalStore.open(Path.of(arguments[0]), PATIENT, dying);
                Repositories place =
                        NamespaceRepositories.writing(store.namespace("default"), Sleeper.ofSystem(), () -> {})) {
            WritableRepository repository = place.writable(arguments[1]).orElseThrow();
            for (int i = 0; i < Integer.parseInt(arguments[3]); i++) {
                if (random.nextInt(3) == 0) {
                    collect(store);
                } else {
                    push(repository, random);
                }
            }
        }
    }

    /** The image of a number, which shares layers with others. */
    static Descriptor image(MemoryContent blobs, int number) {
        return ImageBuilder.anImageIn(blobs)
                .withLayers(1 + number % 3)
                .withLayer(ImageBuilder.noise(number, 10_000))
                .build()
                .withPlatform(null);
    }

    private static void push(WritableRepository repository, Random random) throws IOException {
        int number = random.nextInt(IMAGES);
        MemoryContent blobs = new MemoryContent();
        Descriptor image = image(blobs, number);
        for (Digest digest : blobs.digests()) {
            if (!digest.equals(image.digest())
                    && repository.content().info(digest).isEmpty()) {
                upload(repository, digest, blobs.bytes(digest));
            }
        }
        repository.put(image, blobs.bytes(image.digest()), List.of("t" + random.nextInt(3)));
        System.out.println(number);
        System.out.flush();
    }

    private static void upload(WritableRepository repository, Digest digest, byte[] bytes) throws IOException {
        String id = repository.beginUpload();
        try (ContentWriter writer = repository.upload(id)) {
            ContentWrites.append(writer, Arrays.copyOf(bytes, bytes.length / 2));
        }
        try (ContentWriter writer = repository.upload(id)) {
            ContentWrites.append(writer, Arrays.copyOfRange(bytes, bytes.length / 2, bytes.length));
            writer.commit(bytes.length, digest, Map.of());
        }
    }

    private static void collect(LocalStore store) throws IOException {
        try {
            store.collectGarbage(GcItem.Listener.NONE);
        } catch (HeldException e) {
            // Another writer is at it.
        } catch (ContentException e) {
            if (e.kind() != Kind.UNAVAILABLE) {
                throw e;
            }
        }
    }
}
