package dev.drayage.testkit.registry;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.IndexBuilder.anIndexIn;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Kinds of data that registries take: those of the conformance tests of the specification, under the same names. */
enum PushedData {
    IMAGE,
    IMAGE_UNCOMPRESSED,
    LARGE_MANIFEST,
    INDEX,
    NESTED_INDEX,
    EMPTY_INDEX,
    ARTIFACT,
    ARTIFACT_INDEX,
    ARTIFACT_WITHOUT_LAYERS,
    ARTIFACTS_WITH_SUBJECT,
    INDEX_WITH_SUBJECT,
    MISSING_SUBJECT,
    DATA_FIELD,
    NON_DISTRIBUTABLE_LAYERS,
    CUSTOM_FIELDS,
    NO_LAYERS,
    SPARSE_INDEX,
    SHA512;

    private static final String EXAMPLE_1 = "application/vnd.example.oci.conformance.v1";
    private static final String EXAMPLE_2 = "application/vnd.example.oci.conformance.v2";

    /** What is pushed, in the order in which it has to be. */
    static final class Set {
        final MemoryContent content = new MemoryContent();
        final List<Descriptor> documents = new ArrayList<>();
        final Map<String, Descriptor> tags = new LinkedHashMap<>();

        private int number;

        private byte[] bytes(int size) {
            return DistributionContract.bytes(size);
        }

        private ImageBuilder image() {
            return anImageIn(content).withGzipLayer(bytes(200)).withGzipLayer(bytes(300));
        }

        private Descriptor add(Descriptor document, String... named) {
            documents.add(document);
            for (String tag : named) {
                tags.put(tag, document);
            }
            return document;
        }

        /** The documents are no blobs, and layers of others are not pushed. */
        List<Digest> blobs() {
            List<Digest> manifests = documents.stream().map(Descriptor::digest).toList();
            return content.digests().stream()
                    .filter(digest -> !manifests.contains(digest))
                    .toList();
        }

        private Descriptor index(DigestAlgorithm algorithm, String... tags) {
            Descriptor amd64 = add(image().by(algorithm).build());
            Descriptor arm64 =
                    add(image().by(algorithm).on(Platform.of("linux", "arm64")).build());
            return add(anIndexIn(content).by(algorithm).of(amd64, arm64).build(), tags);
        }

        /** An artifact whose config is empty. */
        private Descriptor artifact(String type, byte[] layer, String layerType, String rest, String... tags) {
            Descriptor config = content.add(MediaTypes.OCI_EMPTY, "{}".getBytes(StandardCharsets.UTF_8));
            Descriptor only = content.add(layerType, layer);
            return manifest(
                    "\"artifactType\":\"" + type + "\",\"config\":" + json(config, "") + ",\"layers\":["
                            + json(only, "") + "]" + rest,
                    tags);
        }

        private Descriptor manifest(String fields, String... tags) {
            String document = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_MANIFEST + "\"," + fields + "}";
            return add(content.add(MediaTypes.OCI_MANIFEST, document.getBytes(StandardCharsets.UTF_8)), tags);
        }

        private Descriptor index(String fields, String... tags) {
            String document = "{\"schemaVersion\":2,\"mediaType\":\"" + MediaTypes.OCI_INDEX + "\"," + fields + "}";
            return add(content.add(MediaTypes.OCI_INDEX, document.getBytes(StandardCharsets.UTF_8)), tags);
        }

        private String notes() {
            return ",\"annotations\":{\"org.opencontainers.conformance\":\"hello conformance test\",\"org.example.n"
                    + number++ + "\":\"<&> \\u00e9\"}";
        }
    }

    private static String json(Descriptor descriptor, String rest) {
        return "{\"mediaType\":\"" + descriptor.mediaType() + "\",\"digest\":\"" + descriptor.digest() + "\",\"size\":"
                + descriptor.size() + rest + "}";
    }

    private static String about(Descriptor subject) {
        return ",\"subject\":" + json(subject, "");
    }

    /** A new set of this kind, with bytes of its own. */
    Set make() {
        Set set = new Set();
        MemoryContent content = set.content;
        switch (this) {
            case IMAGE -> set.add(set.image().build(), "image");
            case IMAGE_UNCOMPRESSED ->
                set.add(anImageIn(content).withLayer(set.bytes(2000)).build(), "image-uncompressed");
            case LARGE_MANIFEST -> {
                ImageBuilder large = set.image();
                IntStream.range(0, 390).forEach(i -> large.annotated("large-annotation-" + i, "A".repeat(10_000)));
                set.add(large.build(), "large-manifest");
            }
            case INDEX -> set.index(DigestAlgorithm.SHA256, "index");
            case NESTED_INDEX ->
                set.add(
                        anIndexIn(content)
                                .of(set.index(DigestAlgorithm.SHA256), set.index(DigestAlgorithm.SHA256))
                                .build(),
                        "index-of-index");
            case EMPTY_INDEX -> set.add(anIndexIn(content).build(), "index");
            case ARTIFACT -> set.artifact(EXAMPLE_1, set.bytes(512), EXAMPLE_1, "", "artifact");
            case ARTIFACT_INDEX -> {
                Descriptor one = set.artifact(EXAMPLE_1, set.bytes(512), EXAMPLE_1, "");
                Descriptor two = set.artifact(EXAMPLE_1, set.bytes(512), EXAMPLE_1, "");
                set.index(
                        "\"artifactType\":\"" + EXAMPLE_1 + "\",\"manifests\":[" + json(one, "") + "," + json(two, "")
                                + "]",
                        "artifact-index");
            }
            case ARTIFACT_WITHOUT_LAYERS ->
                set.artifact(
                        EXAMPLE_1,
                        "{}".getBytes(StandardCharsets.UTF_8),
                        MediaTypes.OCI_EMPTY,
                        "",
                        "artifact-without-layers");
            case ARTIFACTS_WITH_SUBJECT -> {
                Descriptor subject = set.add(set.image().build(), "image");
                set.add(set.image().about(subject).build());
                set.artifact(EXAMPLE_1, set.bytes(512), EXAMPLE_1, about(subject) + set.notes(), "tagged-artifact1");
                set.artifact(
                        EXAMPLE_2,
                        set.bytes(512),
                        MediaTypes.OCTET_STREAM,
                        about(subject) + set.notes(),
                        "tagged-artifact2");
            }
            case INDEX_WITH_SUBJECT -> {
                Descriptor subject = set.index(DigestAlgorithm.SHA256, "index");
                Descriptor one = set.artifact(EXAMPLE_1, set.bytes(512), EXAMPLE_1, about(subject) + set.notes());
                set.index(
                        "\"artifactType\":\"" + EXAMPLE_1 + "\",\"manifests\":[" + json(one, "") + "]" + about(subject)
                                + set.notes(),
                        "tagged-artifact");
            }
            case MISSING_SUBJECT ->
                set.artifact(
                        EXAMPLE_1,
                        set.bytes(512),
                        EXAMPLE_1,
                        about(Descriptor.of(MediaTypes.OCI_MANIFEST, DistributionContract.sha256(set.bytes(9)), 123))
                                + set.notes(),
                        "tagged-artifact");
            case DATA_FIELD -> {
                byte[] config = "{\"architecture\":\"amd64\",\"os\":\"linux\"}".getBytes(StandardCharsets.UTF_8);
                byte[] layer = set.bytes(100);
                set.manifest(
                        "\"config\":" + embedded(content, MediaTypes.OCI_CONFIG, config) + ",\"layers\":["
                                + embedded(content, MediaTypes.OCI_LAYER, layer) + "]",
                        "data-field");
            }
            case NON_DISTRIBUTABLE_LAYERS -> {
                Descriptor config = content.add(MediaTypes.OCI_CONFIG, set.bytes(100));
                Descriptor here = content.add(MediaTypes.OCI_LAYER_GZIP, set.bytes(100));
                String elsewhere = List.of(
                                MediaTypes.OCI_LAYER_NON_DISTRIBUTABLE_GZIP, MediaTypes.OCI_LAYER_NON_DISTRIBUTABLE)
                        .stream()
                        .map(type -> Descriptor.of(type, DistributionContract.sha256(set.bytes(9)), 123_456))
                        .map(layer -> json(layer, ",\"urls\":[\"https://store.example.com/" + layer.digest() + "\"]"))
                        .collect(Collectors.joining(","));
                set.manifest(
                        "\"config\":" + json(config, "") + ",\"layers\":[" + elsewhere + "," + json(here, "") + "]",
                        "non-distributable-image");
            }
            case CUSTOM_FIELDS -> {
                Descriptor config = content.add(
                        MediaTypes.OCI_CONFIG, "{\"org.example\":\"custom\"}".getBytes(StandardCharsets.UTF_8));
                Descriptor image =
                        set.manifest("\"config\":" + json(config, "") + ",\"layers\":[],\"org.example\":\"custom\"");
                set.index("\"manifests\":[" + json(image, "") + "],\"org.example\":[{\"a\":1}]", "custom-fields");
            }
            case NO_LAYERS -> set.add(anImageIn(content).build(), "no-layers");
            case SPARSE_INDEX -> {
                Descriptor here = set.add(set.image().build());
                Descriptor elsewhere =
                        Descriptor.of(MediaTypes.OCI_MANIFEST, DistributionContract.sha256(set.bytes(9)), 1024);
                set.add(anIndexIn(content).of(here, elsewhere).build(), "sparse-index");
            }
            case SHA512 -> set.index(DigestAlgorithm.SHA512);
        }
        return set;
    }

    private static String embedded(MemoryContent content, String type, byte[] bytes) {
        Descriptor descriptor = content.add(type, bytes);
        return json(descriptor, ",\"data\":\"" + Base64.getEncoder().encodeToString(bytes) + "\"");
    }
}
