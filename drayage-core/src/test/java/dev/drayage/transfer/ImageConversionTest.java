package dev.drayage.transfer;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drayage.compress.Compression;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.docker.ConversionOptions;
import dev.drayage.docker.ImageConversion;
import dev.drayage.docker.ImageForm;
import dev.drayage.graph.Documents;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Index;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import dev.drayage.platform.PlatformMatcher;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.verify.ImageVerification;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Images get other media types, or layers packed in another way, and stay the same images. */
class ImageConversionTest {
    private static final byte[] TEXT = "a layer that packs well ".repeat(999).getBytes(StandardCharsets.UTF_8);

    private final MemoryContent content = new MemoryContent();

    @TempDir
    private Path directory;

    private ImageBuilder image() {
        return anImageIn(content).withLayer(TEXT).withGzipLayer(ImageBuilder.noise(1, 500));
    }

    private ImageBuilder dockerImage() {
        return anImageIn(content).asDocker().withLayer(TEXT).withGzipLayer(ImageBuilder.noise(1, 500));
    }

    private ConversionOptions to(ImageForm form) {
        return ConversionOptions.none(directory).withForm(form);
    }

    private ConversionOptions packedAs(Compression compression) {
        return ConversionOptions.none(directory).withLayers(compression);
    }

    private ImageConversion convert(ConversionOptions options, Descriptor... images) throws IOException {
        return ImageConversion.of(content, List.of(images), options);
    }

    private static Manifest manifest(ImageConversion conversion, Descriptor descriptor) throws IOException {
        return new Documents(conversion.content()).manifest(descriptor);
    }

    private static void assertSound(ImageConversion conversion) throws IOException {
        assertThat(ImageVerification.verify(conversion.content(), conversion.images())
                        .findings())
                .isEmpty();
    }

    private void assertInexpressible(String problem, ConversionOptions options, Descriptor image) {
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> convert(options, image))
                .withMessageContaining(problem)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_ARGUMENT));
    }

    @Test
    void anImageOfDockersBecomesOneOfOcisAndBack() throws IOException {
        Descriptor docker = dockerImage().build();
        try (ImageConversion oci = convert(to(ImageForm.OCI), docker)) {
            Descriptor image = oci.images().get(0);
            assertThat(image.mediaType()).isEqualTo(MediaTypes.OCI_MANIFEST);
            assertThat(image.platform()).isEqualTo(docker.platform());
            assertThat(manifest(oci, image).config().mediaType()).isEqualTo(MediaTypes.OCI_CONFIG);
            assertThat(manifest(oci, image).layers())
                    .extracting(Descriptor::mediaType)
                    .containsExactly(MediaTypes.OCI_LAYER, MediaTypes.OCI_LAYER_GZIP);
            assertSound(oci);
            try (ImageConversion back = ImageConversion.of(oci.content(), oci.images(), to(ImageForm.DOCKER))) {
                assertThat(back.images()).containsExactly(docker);
            }
        }
    }

    @Test
    void whatIsAsItShouldBeKeepsItsDigest() throws IOException {
        Descriptor image = ImageNames.named(image().annotated("a", "b").build(), "registry.example/app:v1");
        try (ImageConversion conversion = convert(to(ImageForm.OCI), image)) {
            assertThat(conversion.images()).containsExactly(image);
        }
        Descriptor plain = anImageIn(content).withLayers(2).build();
        try (ImageConversion conversion = convert(packedAs(Compression.NONE), plain)) {
            assertThat(conversion.images()).containsExactly(plain);
        }
    }

    @Test
    void anIndexIsConvertedWithAllThatIsBelowIt() throws IOException {
        Descriptor arm = image().on(Platform.parse("linux/arm64")).build();
        Descriptor absent = Descriptor.of(
                        MediaTypes.OCI_MANIFEST,
                        image().on(Platform.parse("linux/s390x")).build().digest(),
                        9)
                .withPlatform(Platform.parse("linux/s390x"));
        content.remove(absent.digest());
        Descriptor index = content.add(MediaTypes.OCI_INDEX, Index.encode(List.of(image().build(), arm, absent)));
        try (ImageConversion conversion = convert(to(ImageForm.DOCKER), index)) {
            Descriptor list = conversion.images().get(0);
            assertThat(list.mediaType()).isEqualTo(MediaTypes.DOCKER_MANIFEST_LIST);
            List<Descriptor> children =
                    new Documents(conversion.content()).index(list).manifests();
            assertThat(children)
                    .extracting(Descriptor::mediaType)
                    .containsExactly(MediaTypes.DOCKER_MANIFEST, MediaTypes.DOCKER_MANIFEST, MediaTypes.OCI_MANIFEST);
            assertThat(children).extracting(Descriptor::platform).contains(Platform.parse("linux/arm64"));
            assertThat(children.get(2)).isEqualTo(absent);
        }
        ConversionOptions one =
                to(ImageForm.DOCKER).withPlatforms(PlatformMatcher.onlyStrict(Platform.parse("linux/arm64")));
        try (ImageConversion conversion = convert(one, index)) {
            assertThat(new Documents(conversion.content())
                            .index(conversion.images().get(0))
                            .manifests())
                    .extracting(Descriptor::mediaType)
                    .containsExactly(MediaTypes.OCI_MANIFEST, MediaTypes.DOCKER_MANIFEST, MediaTypes.OCI_MANIFEST);
        }
    }

    @Test
    void whatDockerHasNoMediaTypesForIsRefused() throws IOException {
        ConversionOptions docker = to(ImageForm.DOCKER);
        Descriptor zstd;
        try (ImageConversion packed = convert(packedAs(Compression.ZSTD), image().build())) {
            zstd = packed.images().get(0);
            assertThatExceptionOfType(ContentException.class)
                    .isThrownBy(() -> ImageConversion.of(packed.content(), List.of(zstd), docker))
                    .withMessageContaining("+zstd; option compress gzip");
        }
        assertInexpressible(
                "it is an artifact",
                docker,
                image().ofArtifactType("application/x").build());
        assertInexpressible(
                "it is an artifact", docker, image().about(image().build()).build());
        assertInexpressible(
                "it is an artifact",
                docker,
                anImageIn(content)
                        .withStoredLayer("application/vnd.in-toto+json", TEXT, TEXT)
                        .build());
        assertInexpressible(
                "+encrypted",
                docker,
                anImageIn(content)
                        .withStoredLayer(MediaTypes.OCI_LAYER_GZIP + "+encrypted", TEXT, TEXT)
                        .build());
        assertThatIllegalArgumentException().isThrownBy(() -> docker.withLayers(Compression.ZSTD));
    }

    @Test
    void annotationsThatAreLostAreTold() throws IOException {
        try (ImageConversion conversion =
                convert(to(ImageForm.DOCKER), image().annotated("a", "b").build())) {
            assertThat(conversion.warnings()).singleElement().asString().contains("loses its 1 annotation");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Compression.class,
            names = {"NONE", "GZIP", "ZSTD"})
    void layersArePackedAndTheConfigStays(Compression compression) throws IOException {
        Descriptor image = image().build();
        try (ImageConversion conversion = convert(packedAs(compression), image);
                ImageConversion again = convert(packedAs(compression), image)) {
            Manifest before = manifest(conversion, image);
            Manifest after = manifest(conversion, conversion.images().get(0));
            assertThat(after.config()).isEqualTo(before.config());
            assertThat(after.layers())
                    .extracting(Descriptor::mediaType)
                    .containsOnly(
                            switch (compression) {
                                case NONE -> MediaTypes.OCI_LAYER;
                                case GZIP -> MediaTypes.OCI_LAYER_GZIP;
                                default -> MediaTypes.OCI_LAYER_ZSTD;
                            });
            assertThat(again.images()).isEqualTo(conversion.images());
            assertSound(conversion);
            if (compression != Compression.NONE) {
                assertThat(conversion.content().labels())
                        .containsKey(after.layers().get(0).digest());
            }
        }
    }

    @Test
    void layersInZstdAreAlwaysOcis() throws IOException {
        Descriptor docker = dockerImage().build();
        Descriptor list = content.add(
                MediaTypes.DOCKER_MANIFEST_LIST,
                new String(Index.encode(List.of(docker)), StandardCharsets.UTF_8)
                        .replace(MediaTypes.OCI_INDEX, MediaTypes.DOCKER_MANIFEST_LIST)
                        .getBytes(StandardCharsets.UTF_8));
        try (ImageConversion conversion = convert(packedAs(Compression.ZSTD), list)) {
            assertThat(conversion.images()).extracting(Descriptor::mediaType).containsExactly(MediaTypes.OCI_INDEX);
            assertSound(conversion);
        }
        try (ImageConversion conversion = convert(packedAs(Compression.GZIP), list)) {
            assertThat(conversion.images())
                    .extracting(Descriptor::mediaType)
                    .containsExactly(MediaTypes.DOCKER_MANIFEST_LIST);
        }
    }

    @Test
    void aLayerThatIsNotWhatItClaimsIsNotPacked() throws IOException {
        Descriptor image = image().build();
        Descriptor layer = new Documents(content).manifest(image).layers().get(0);
        content.flipBit(layer.digest(), 99);
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> convert(packedAs(Compression.GZIP), image))
                .withMessageContaining(layer.digest().toString())
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.FAILED_PRECONDITION));
    }

    @Test
    void aLayerThatUnpacksToSomethingElseThanTheConfigSaysIsRefused() {
        Descriptor image = anImageIn(content)
                .withStoredLayer(MediaTypes.OCI_LAYER_GZIP, ImageBuilder.gzip(TEXT), ImageBuilder.noise(3, 3))
                .build();
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> convert(packedAs(Compression.NONE), image))
                .withMessageContaining("but the config gives it the diffID");
    }

    @Test
    void signaturesAndForeignLayersStayAsTheyAre() throws IOException {
        Descriptor signature = anImageIn(content)
                .withStoredLayer("application/vnd.dev.cosign.simplesigning.v1+json", TEXT, TEXT)
                .build();
        Descriptor foreign = anImageIn(content)
                .withStoredLayer(MediaTypes.DOCKER_LAYER_FOREIGN_GZIP, ImageBuilder.gzip(TEXT), TEXT)
                .build();
        try (ImageConversion conversion = convert(packedAs(Compression.ZSTD), signature, foreign)) {
            assertThat(conversion.images()).containsExactly(signature, foreign);
        }
    }
}
