package dev.drayage.archive;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.ImageBuilder.noise;
import static dev.drayage.testkit.IndexBuilder.anIndexIn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.ContentNotFoundException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.platform.Platform;
import dev.drayage.selection.MissingContent;
import dev.drayage.selection.PlatformSelection;
import dev.drayage.selection.SelectionOptions;
import dev.drayage.testkit.MemoryContent;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Which platforms go into an archive, what becomes of missing content, and which manifest Docker is told of. */
class ArchivePlatformsTest {
    private static final Platform AMD64 = Platform.of("linux", "amd64");
    private static final Platform ARM64 = Platform.of("linux", "arm64");
    private static final Platform UNKNOWN = Platform.of("unknown", "unknown");

    private final MemoryContent content = new MemoryContent();
    private final Descriptor amd64 = image(AMD64, 1);
    private final Descriptor arm64 = image(ARM64, 2);
    private final Descriptor windows = image(Platform.of("windows", "amd64"), 3);
    private final Descriptor index =
            anIndexIn(content).of(windows, arm64, amd64).build();

    /** An image with one layer of its own. */
    private Descriptor image(Platform platform, int seed) {
        return anImageIn(content).on(platform).withLayer(noise(seed, 100)).build();
    }

    private static Digest layer(int seed) {
        return Digest.compute(DigestAlgorithm.SHA256, noise(seed, 100));
    }

    private ImageArchive plan(PlatformSelection platforms, MissingContent missing, Descriptor... roots)
            throws IOException {
        return Archives.plan(
                content,
                ArchiveOptions.of(
                        SelectionOptions.defaults().withPlatforms(platforms).withMissing(missing)),
                roots);
    }

    private static List<Digest> digests(ImageArchive archive) {
        return Archives.blobs(archive).stream().map(Descriptor::digest).toList();
    }

    @Test
    void takesEveryPlatformIfAllAreThere() throws IOException {
        ImageArchive archive = Archives.plan(content, index);

        assertThat(Archives.blobs(archive)).hasSize(10);
        assertThat(archive.warnings()).isEmpty();
    }

    @Test
    void leavesOutAbsentPlatformsAndSaysWhich() throws IOException {
        content.remove(windows.digest());
        content.remove(layer(2));
        ImageArchive archive = Archives.plan(content, index);

        assertThat(digests(archive))
                .contains(index.digest(), amd64.digest(), layer(1))
                .doesNotContain(windows.digest());
        assertThat(archive.warnings())
                .containsExactly(
                        "left out, for it is missing: manifest " + windows.digest() + " for windows/amd64 (of index "
                                + index.digest().shortForm() + ")",
                        "left out, for it is missing: layer " + layer(2) + " (of manifest "
                                + arm64.digest().shortForm() + " for linux/arm64)");
    }

    @Test
    void everyPlatformThatLacksAnythingIsTold() throws IOException {
        Descriptor s390x = image(Platform.of("linux", "s390x"), 2);
        content.remove(layer(2));

        assertThat(Archives.plan(
                                content,
                                anIndexIn(content).of(amd64, arm64, s390x).build())
                        .warnings())
                .hasSize(2)
                .anyMatch(warning -> warning.contains("linux/arm64"))
                .anyMatch(warning -> warning.contains("linux/s390x"));
    }

    @Test
    void whatSeveralPlatformsLackIsOneThingToFetch() {
        Descriptor s390x = image(Platform.of("linux", "s390x"), 2);
        Descriptor both = anIndexIn(content).of(arm64, s390x).build();
        content.remove(layer(2));

        assertThatThrownBy(() -> plan(PlatformSelection.all(), MissingContent.FAIL, both))
                .isInstanceOfSatisfying(ContentNotFoundException.class, e -> assertThat(e.missing())
                        .hasSize(1));
    }

    @Test
    void needsOnePlatformThatIsWhole() {
        Stream.of(1, 2, 3).forEach(seed -> content.remove(layer(seed)));

        assertThatThrownBy(() -> Archives.plan(content, index))
                .isInstanceOfSatisfying(ContentNotFoundException.class, e -> assertThat(e.missing())
                        .extracting(Descriptor::digest)
                        .containsExactlyInAnyOrder(layer(1), layer(2), layer(3)))
                .hasMessageContainingAll(layer(1).toString(), layer(2).toString(), layer(3).toString());
    }

    @Test
    void needsAWholePlatformOfEveryImageEvenIfTheyLackTheSame() {
        Descriptor other =
                anIndexIn(content).of(image(Platform.of("linux", "s390x"), 2)).build();
        content.remove(layer(2));

        assertThatThrownBy(() -> Archives.plan(content, index, other))
                .isInstanceOf(ContentNotFoundException.class)
                .hasMessageContaining(layer(2).toString());
    }

    @Test
    void anAttestationIsNoPlatform() {
        Descriptor attestation = image(UNKNOWN, 9);
        Descriptor attested = anIndexIn(content).of(amd64, attestation).build();
        content.remove(layer(1));

        assertThatThrownBy(() -> Archives.plan(content, attested)).hasMessageContaining(layer(1).toString());
    }

    @Test
    void anIndexOfAttestationsAloneIsTakenAndTellsDockerNothing() throws IOException {
        Descriptor attestations = anIndexIn(content).of(image(UNKNOWN, 9)).build();
        ImageArchive archive = Archives.plan(content, attestations);

        assertThat(Archives.blobs(archive)).hasSize(4);
        assertThat(Archives.paths(archive)).doesNotContain("manifest.json");
    }

    @Test
    void anImageAskedForByItselfMustBeWhole() {
        content.remove(layer(1));

        for (List<Descriptor> roots : List.of(List.of(amd64), List.of(index, amd64), List.of(amd64, index))) {
            assertThatThrownBy(() -> Archives.plan(content, roots.toArray(new Descriptor[0])))
                    .isInstanceOf(ContentNotFoundException.class)
                    .hasMessageContaining(layer(1).toString());
        }
    }

    @Test
    void allMeansAll() throws IOException {
        assertThat(Archives.blobs(plan(PlatformSelection.all(), MissingContent.FAIL, index)))
                .hasSize(10);

        content.remove(windows.digest());
        content.remove(layer(2));
        assertThatThrownBy(() -> plan(PlatformSelection.all(), MissingContent.FAIL, index))
                .isInstanceOf(ContentNotFoundException.class)
                .hasMessage("missing from memory: manifest " + windows.digest() + " for windows/amd64 (of index "
                        + index.digest().shortForm() + "); layer " + layer(2) + " (of manifest "
                        + arm64.digest().shortForm() + " for linux/arm64)");
    }

    @Test
    void everythingMissingOfAllImagesIsToldAtOnce() {
        Descriptor absent = image(Platform.of("linux", "s390x"), 4);
        content.remove(absent.digest());
        content.remove(layer(2));
        content.remove(layer(3));

        assertThatThrownBy(() -> plan(PlatformSelection.all(), MissingContent.FAIL, index, absent))
                .isInstanceOfSatisfying(ContentNotFoundException.class, e -> assertThat(e.missing())
                        .hasSize(3))
                .hasMessageContainingAll(
                        layer(2).toString(),
                        layer(3).toString(),
                        absent.digest().toString(),
                        "itself)");
    }

    @Test
    void aLongListIsCut() {
        Descriptor[] manifests = Stream.iterate(100, seed -> seed + 1)
                .limit(30)
                .map(seed -> image(Platform.of("linux", "arch" + seed), seed))
                .toArray(Descriptor[]::new);
        Descriptor many = anIndexIn(content).of(manifests).build();
        Stream.of(manifests).forEach(manifest -> content.remove(manifest.digest()));

        assertThatThrownBy(() -> plan(PlatformSelection.all(), MissingContent.FAIL, many))
                .isInstanceOfSatisfying(ContentNotFoundException.class, e -> assertThat(e.missing())
                        .hasSize(30))
                .hasMessageEndingWith("; and 10 more");
    }

    @Test
    void takesTheNamedPlatformsAndNothingElse() throws IOException {
        content.remove(windows.digest());
        ImageArchive archive = plan(PlatformSelection.named(List.of(ARM64)), MissingContent.FAIL, index);

        assertThat(digests(archive)).hasSize(4).contains(index.digest(), arm64.digest(), layer(2));
        assertThat(archive.warnings())
                .as("what was not asked for is not missing")
                .isEmpty();
    }

    @Test
    void variantsOfProcessorsAreTold() throws IOException {
        Descriptor v6 = image(arm("v6"), 6);
        Descriptor v7 = image(arm("v7"), 7);
        Descriptor v8 = image(new Platform("linux", "arm64", "v8", null, List.of()), 8);
        Descriptor arms = anIndexIn(content).of(v6, v7, v8).build();

        assertThat(takenFor(arms, arm("v7"))).containsExactly(v7.digest());
        assertThat(takenFor(arms, arm(null))).as("v7 is meant").containsExactly(v7.digest());
        assertThat(takenFor(arms, ARM64)).as("v8 is meant").containsExactly(v8.digest());
        assertThat(takenFor(arms, arm("v6"), ARM64)).containsExactlyInAnyOrder(v6.digest(), v8.digest());
    }

    private static Platform arm(@Nullable String variant) {
        return new Platform("linux", "arm", variant, null, List.of());
    }

    private List<Digest> takenFor(Descriptor root, Platform... platforms) throws IOException {
        ImageArchive archive = plan(PlatformSelection.named(List.of(platforms)), MissingContent.FAIL, root);
        return Archives.blobs(archive).stream()
                .filter(blob -> blob.kind().equals("manifest"))
                .map(Descriptor::digest)
                .toList();
    }

    @Test
    void manifestsWithoutAPlatformAreAlwaysTaken() throws IOException {
        Descriptor anonymous = image(Platform.of("linux", "riscv64"), 5).withPlatform(null);
        Descriptor mixed = anIndexIn(content).of(anonymous, amd64, arm64).build();

        assertThat(takenFor(mixed, ARM64)).containsExactlyInAnyOrder(anonymous.digest(), arm64.digest());
    }

    @Test
    void aNamedPlatformThatIsNotListedIsMissing() throws IOException {
        PlatformSelection named = PlatformSelection.named(List.of(AMD64, Platform.of("linux", "s390x")));

        for (MissingContent policy : MissingContent.values()) {
            assertThatThrownBy(() -> plan(named, policy, index))
                    .isInstanceOf(ContentNotFoundException.class)
                    .hasMessage("missing from memory: a manifest for linux/s390x (image " + index.digest()
                            + " is for windows/amd64, linux/arm64, linux/amd64)");
        }
    }

    @Test
    void aSingleManifestOfAnotherPlatformIsMissing() {
        assertThatThrownBy(() ->
                        plan(PlatformSelection.named(List.of(ARM64)), MissingContent.FAIL, amd64.withPlatform(null)))
                .isInstanceOf(ContentNotFoundException.class)
                .hasMessage("missing from memory: a manifest for linux/arm64 (image " + amd64.digest()
                        + " is for linux/amd64)");
    }

    @Test
    void whatAConfigSaysCountsWhereTheIndexSaysNothing() {
        Descriptor silent = anIndexIn(content).of(amd64.withPlatform(null)).build();

        assertThatThrownBy(() -> takenFor(silent, ARM64))
                .isInstanceOf(ContentNotFoundException.class)
                .hasMessageEndingWith(" is for linux/amd64)");
    }

    @Test
    void aNamedPlatformMustBeWhole() {
        content.remove(layer(2));

        assertThatThrownBy(() -> plan(PlatformSelection.named(List.of(ARM64)), MissingContent.FAIL, index))
                .isInstanceOf(ContentNotFoundException.class)
                .hasMessageContaining(layer(2).toString());
    }

    @Test
    void skippingLeavesOutAbsentManifestsAndWhatBelongsToBrokenOnes() throws IOException {
        content.remove(windows.digest());
        content.remove(layer(2));
        ImageArchive archive = plan(PlatformSelection.all(), MissingContent.SKIP, index, arm64);

        assertThat(digests(archive))
                .as("an index, a whole image of three blobs, and a manifest without anything below")
                .hasSize(5)
                .contains(index.digest(), amd64.digest(), layer(1), arm64.digest());
    }

    @Test
    void sparseArchivesKeepEverythingThatIsThere() throws IOException {
        content.remove(windows.digest());
        content.remove(layer(2));
        ImageArchive archive = plan(PlatformSelection.all(), MissingContent.SPARSE, index);

        assertThat(digests(archive)).as("and the config of arm64").hasSize(6);
        assertThat(archive.warnings()).hasSize(2);
    }

    @Test
    void anAbsentRootIsMissingWhateverThePolicy() {
        content.remove(amd64.digest());

        for (MissingContent policy : MissingContent.values()) {
            assertThatThrownBy(() -> plan(PlatformSelection.all(), policy, amd64))
                    .isInstanceOf(ContentNotFoundException.class)
                    .hasMessage("missing from memory: manifest " + amd64.digest() + " (the image " + amd64.digest()
                            + " itself)");
        }
    }

    @Test
    void dockerIsToldOfLinuxAmd64WhateverTheMachine() throws IOException {
        assertThat(toldToDocker(PlatformSelection.present(), index)).isEqualTo(layer(1));
    }

    @Test
    void dockerIsToldOfThePreferredPlatform() throws IOException {
        assertThat(toldToDocker(PlatformSelection.present().preferring(List.of(ARM64)), index))
                .isEqualTo(layer(2));
        assertThat(toldToDocker(PlatformSelection.named(List.of(ARM64, AMD64)), index))
                .as("of those named, the first")
                .isEqualTo(layer(2));
        assertThat(toldToDocker(PlatformSelection.present().preferring(List.of(arm("v7"))), index))
                .as("none matches: the first listed")
                .isEqualTo(layer(3));
    }

    @Test
    void dockerIsNotToldOfAnImageThatIsBroken() throws IOException {
        content.remove(layer(1));

        assertThat(toldToDocker(PlatformSelection.present(), index)).isEqualTo(layer(3));
    }

    @Test
    void theBestMatchMayLieInANestedIndex() throws IOException {
        Descriptor nested = anIndexIn(content).of(arm64, amd64).build();
        Descriptor plain = anIndexIn(content).of(windows, nested).build();
        Descriptor labelled =
                anIndexIn(content).of(windows, nested.withPlatform(AMD64)).build();

        assertThat(toldToDocker(PlatformSelection.present(), plain)).isEqualTo(layer(1));
        assertThat(toldToDocker(PlatformSelection.present(), labelled)).isEqualTo(layer(1));
    }

    /** The layer that manifest.json names. */
    private Digest toldToDocker(PlatformSelection platforms, Descriptor root) throws IOException {
        String text = Archives.text(plan(platforms, MissingContent.FAIL, root), "manifest.json");
        return new Digest(
                DigestAlgorithm.SHA256, text.replaceFirst(".*\"Layers\":\\[\"blobs/sha256/([0-9a-f]+)\"]}]", "$1"));
    }
}
