package dev.drayage.graph;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.ImageBuilder.noise;
import static dev.drayage.testkit.IndexBuilder.anIndexIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The manifest of one platform is found wherever it is listed, and nothing else is taken for it. */
class PlatformManifestsTest {
    private final MemoryContent content = new MemoryContent();
    private final Descriptor amd64 = image("linux/amd64", 1);
    private final Descriptor arm64 = image("linux/arm64/v8", 2);
    private final Descriptor armV6 = image("linux/arm/v6", 3);
    private final Descriptor armV7 = image("linux/arm/v7", 4);

    private final List<String> warnings = new ArrayList<>();

    private Descriptor image(String platform, int seed) {
        return anImageIn(content)
                .on(Platform.parse(platform))
                .withLayer(noise(seed, 50))
                .build();
    }

    private PlatformManifests manifests() {
        return new PlatformManifests(new Documents(content), warnings::add);
    }

    private Descriptor find(Descriptor image, String platform) throws IOException {
        return manifests().of(image, "app", Platform.parse(platform));
    }

    private Digest digest(Descriptor image, String platform) throws IOException {
        return find(image, platform).digest();
    }

    private void isMissing(Descriptor image, String platform, String found) {
        assertThatExceptionOfType(ContentNotFoundException.class)
                .isThrownBy(() -> find(image, platform))
                .withMessage("missing from memory: a manifest for " + platform + " (image app is for " + found + ")");
    }

    @Test
    void variantsAreToldApartAndDefaultsAreOne() throws IOException {
        Descriptor index = anIndexIn(content).of(armV6, armV7, arm64, amd64).build();

        assertThat(digest(index, "linux/arm/v6")).isEqualTo(armV6.digest());
        assertThat(digest(index, "linux/arm/v7")).isEqualTo(armV7.digest());
        assertThat(digest(index, "linux/arm")).isEqualTo(armV7.digest());
        assertThat(digest(index, "linux/arm64")).isEqualTo(arm64.digest());
        assertThat(digest(index, "linux/arm64/v8")).isEqualTo(arm64.digest());
        assertThat(digest(index, "linux/aarch64")).isEqualTo(arm64.digest());
        isMissing(index, "linux/arm/v5", "linux/arm/v6, linux/arm/v7, linux/arm64, linux/amd64");
        isMissing(anIndexIn(content).of(armV6).build(), "linux/arm/v7", "linux/arm/v6");
    }

    @Test
    void nestedIndexesAreLookedThrough() throws IOException {
        Descriptor inner = anIndexIn(content).of(armV6, arm64).build();
        Descriptor silent = anIndexIn(content).of(armV7.withPlatform(null)).build();
        Descriptor index = anIndexIn(content).of(amd64, inner, silent).build();

        assertThat(digest(index, "linux/arm64")).isEqualTo(arm64.digest());
        assertThat(digest(index, "linux/arm/v7")).isEqualTo(armV7.digest());
    }

    @Test
    void aSingleManifestIsThatOfItsConfig() throws IOException {
        assertThat(digest(amd64.withPlatform(null), "linux/amd64")).isEqualTo(amd64.digest());
        isMissing(amd64.withPlatform(null), "linux/arm64", "linux/amd64");
        isMissing(anIndexIn(content).of(amd64.withPlatform(null)).build(), "linux/arm64", "linux/amd64");
    }

    @Test
    void whatIsForNoPlatformInParticularStaysAsItIs() throws IOException {
        Descriptor signature = anImageIn(content).about(amd64).build().withPlatform(null);
        Descriptor plain = image("linux/amd64", 9).withPlatform(null);
        byte[] config = "{\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[]}}".getBytes(StandardCharsets.UTF_8);
        Descriptor silent = artifact(content.add(MediaTypes.OCI_CONFIG, config));
        Descriptor chart = artifact(content.add("application/vnd.cncf.helm.config.v1+json", config));
        Descriptor charts = anIndexIn(content).of(chart, silent).build();

        for (Descriptor image : List.of(signature, silent, chart, charts)) {
            assertThat(find(image, "linux/arm64")).isEqualTo(image);
        }
        isMissing(anIndexIn(content).of(chart, plain).build(), "linux/arm64", "linux/amd64");
    }

    private Descriptor artifact(Descriptor config) {
        String json = "{\"schemaVersion\":2,\"config\":{\"mediaType\":\"" + config.mediaType() + "\",\"digest\":\""
                + config.digest() + "\",\"size\":" + config.size() + "},\"layers\":[]}";
        return content.add(MediaTypes.OCI_MANIFEST, json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void attestationsAreNoPlatform() throws IOException {
        Descriptor attestation = image("linux/amd64", 7).withPlatform(Platform.of("unknown", "unknown"));
        Descriptor index = anIndexIn(content).of(attestation, amd64).build();

        assertThat(digest(index, "linux/amd64")).isEqualTo(amd64.digest());
        isMissing(index, "linux/arm64", "linux/amd64");
    }

    @Test
    void versionsOfWindowsAreAskedFor() throws IOException {
        Descriptor older = image("windows(10.0.17763.6189)/amd64", 5);
        Descriptor newer = image("windows(10.0.20348.2655)/amd64", 6);
        Descriptor index = anIndexIn(content).of(amd64, older, newer).build();

        assertThat(digest(index, "windows(10.0.17763.6189)/amd64")).isEqualTo(older.digest());
        assertThat(digest(index, "windows(10.0.20348)/amd64")).isEqualTo(newer.digest());
        assertThat(digest(anIndexIn(content).of(amd64, newer).build(), "windows/amd64"))
                .isEqualTo(newer.digest());
        assertThatExceptionOfType(ContentException.class)
                .isThrownBy(() -> find(index, "windows/amd64"))
                .withMessageContaining("app in memory has 2 manifests for windows/amd64; choose one of"
                        + " windows(10.0.17763.6189)/amd64, windows(10.0.20348.2655)/amd64");
    }

    @Test
    void ofTwoForTheSamePlatformTheFirstIsTakenAndThatIsSaid() throws IOException {
        Descriptor again = image("linux/amd64", 8);
        Descriptor index = anIndexIn(content).of(again, arm64, amd64).build();

        assertThat(digest(index, "linux/amd64")).isEqualTo(again.digest());
        String warning = "app in memory lists 2 manifests for linux/amd64, of which the first is taken, "
                + again.digest() + ", and not " + amd64.digest() + "; @DIGEST chooses another";
        assertThat(warnings).containsExactly(warning);
        assertThat(manifests().ambiguity(index, "app", again)).contains(warning);
        Descriptor nested = anIndexIn(content)
                .of(again, anIndexIn(content).of(amd64.withPlatform(null)).build())
                .build();
        assertThat(manifests().ambiguity(nested, "app", again)).contains(warning);
        digest(nested, "linux/amd64");
        assertThat(warnings).containsExactly(warning, warning);
    }

    @Test
    void oneManifestThatIsListedTwiceOrBesideAttestationsIsNoChoice() throws IOException {
        Descriptor attestation = image("linux/amd64", 7).withPlatform(Platform.of("unknown", "unknown"));
        Descriptor other = image("linux/amd64", 8).withPlatform(Platform.of("unknown", "unknown"));
        Descriptor index = anIndexIn(content)
                .of(amd64, armV6, armV7, attestation, other, amd64)
                .build();

        digest(index, "linux/amd64");
        digest(index, "linux/arm/v7");
        digest(amd64, "linux/amd64");
        assertThat(warnings).isEmpty();
        for (Descriptor chosen : List.of(amd64, armV6, armV7, attestation)) {
            assertThat(manifests().ambiguity(index, "app", chosen)).isEmpty();
            assertThat(manifests().ambiguity(chosen, "app", chosen)).isEmpty();
        }
    }

    @Test
    void theManifestTakesTheNamesButNotTheDigestThatTheyPin() throws IOException {
        Descriptor index = anIndexIn(content).of(amd64, arm64).build();

        assertThat(find(named(index, "registry.example/app:v1"), "linux/arm64").annotation(ImageAnnotations.IMAGE_NAME))
                .contains("registry.example/app:v1");
        assertThat(find(named(index, "registry.example/app:v1@" + index.digest()), "linux/arm64")
                        .annotation(ImageAnnotations.IMAGE_NAME))
                .contains("registry.example/app:v1");
        assertThat(find(named(index, "registry.example/app@" + index.digest()), "linux/arm64")
                        .annotation(ImageAnnotations.IMAGE_NAME))
                .isEmpty();
    }

    private static Descriptor named(Descriptor image, String name) {
        return image.withAnnotation(ImageAnnotations.IMAGE_NAME, name);
    }
}
