package dev.drayage.archive;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.IndexBuilder;
import dev.drayage.testkit.MemoryContent;
import java.util.List;
import java.util.Random;

/** Images of any make: algorithms, sizes around those of blocks and buffers, shared layers, indexes within indexes. */
final class RandomImages {
    private static final int[] SIZES = {0, 1, 511, 512, 513, 1023, 1024, 1025};

    private static final List<DigestAlgorithm> ALGORITHMS = List.of(DigestAlgorithm.values());

    private RandomImages() {}

    static Descriptor[] add(MemoryContent content, Random random, int maxLayerBytes) {
        Descriptor[] images = new Descriptor[1 + random.nextInt(3)];
        for (int i = 0; i < images.length; i++) {
            images[i] = random.nextBoolean()
                    ? image(content, random, maxLayerBytes, 0)
                    : index(content, random, maxLayerBytes, random.nextInt(2));
        }
        return images;
    }

    private static Descriptor index(MemoryContent content, Random random, int maxLayerBytes, int depth) {
        IndexBuilder index = IndexBuilder.anIndexIn(content).by(algorithm(random));
        for (int i = random.nextInt(3); i >= 0; i--) {
            index.of(image(content, random, maxLayerBytes, i));
        }
        return depth == 0
                ? index.build()
                : index.of(index(content, random, maxLayerBytes, depth - 1)).build();
    }

    private static Descriptor image(MemoryContent content, Random random, int maxLayerBytes, int number) {
        ImageBuilder image = ImageBuilder.anImageIn(content)
                .by(algorithm(random))
                .on(Platform.of("linux", number == 0 ? "amd64" : "arch" + number))
                .annotated("number", Long.toString(random.nextLong()));
        for (int i = random.nextInt(6); i > 0; i--) {
            int size = random.nextBoolean() ? SIZES[random.nextInt(SIZES.length)] : random.nextInt(maxLayerBytes);
            image.withLayer(ImageBuilder.noise(random.nextInt(3), size));
        }
        return image.build();
    }

    private static DigestAlgorithm algorithm(Random random) {
        return ALGORITHMS.get(random.nextInt(ALGORITHMS.size()));
    }
}
