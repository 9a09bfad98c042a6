package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.IndexBuilder.anIndexIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.registry.InProcessRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code dray sync} makes of names that pin digests, become one another, or that lists and locks disagree about. */
class SyncNamesTest {
    private static final Platform AMD64 = Platform.parse("linux/amd64");
    private static final Platform ARM64 = Platform.parse("linux/arm64");

    @TempDir
    private Path directory;

    private InProcessRegistry source;
    private InProcessRegistry target;
    private Release first;
    private Release second;

    /** An index of two platforms. */
    private record Release(Descriptor index, Descriptor amd64, Descriptor arm64) {}

    @BeforeEach
    void start() throws IOException {
        source = InProcessRegistry.start();
        target = InProcessRegistry.start();
        first = push("app", "v1", 1);
        second = push("app", "v2", 2);
    }

    @AfterEach
    void stop() throws IOException {
        source.close();
        target.close();
    }

    private Release push(String repository, String tag, int seed) throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor amd64 = anImageIn(content)
                .on(AMD64)
                .withLayer(ImageBuilder.noise(seed, 1000))
                .build();
        Descriptor arm64 = anImageIn(content)
                .on(ARM64)
                .withLayer(ImageBuilder.noise(seed + 100, 1000))
                .build();
        Descriptor index = anIndexIn(content).of(amd64, arm64).build();
        source.repositories().holding(repository, tag, content, index);
        return new Release(index, amd64, arm64);
    }

    private Path list(String name, String... lines) throws IOException {
        List<String> names = new ArrayList<>();
        for (String line : lines) {
            names.add(line.replace("SOURCE", source.address()));
        }
        return Files.write(directory.resolve(name), names);
    }

    private Path pinned() throws IOException {
        return list(
                "pinned.txt",
                "SOURCE/app@" + first.index().digest(),
                "SOURCE/app@" + second.index().digest());
    }

    private String to() {
        return "docker://" + target.address();
    }

    private static void assertRefused(Invocation run, int code, String message) {
        assertThat(run.exitCode()).as(run.toString()).isEqualTo(code);
        assertThat(run.message()).contains(message);
    }

    private void assertNothingWasSent() {
        assertThat(target.requests()).allMatch(request -> request.startsWith("GET") || request.startsWith("HEAD"));
    }

    @Test
    void onePlatformOfEachOfSeveralPinnedIndexesIsSent() throws IOException {
        Path lock = directory.resolve("app.lock");

        Invocation run = dray("sync", pinned(), "--to", to(), "--platform", "linux/amd64", "--lock", lock)
                .requireSuccess();

        assertThat(run.message()).contains("2 images sent and verified");
        List<Digest> chosen = List.of(first.amd64().digest(), second.amd64().digest());
        assertThat(target.repositories().repository("app").manifests()).containsExactlyInAnyOrderElementsOf(chosen);
        assertThat(Files.readAllLines(lock)).hasSize(3 + 2);
        assertThat(dray("sync", pinned(), "--to", to(), "--platform", "linux/amd64", "--lock", lock)
                        .requireSuccess()
                        .message())
                .contains("; 2 there already");
        dray("verify", "--list", lock, to()).requireSuccess();
    }

    @Test
    void placesOfWholeNamesFindAgainWhatWasChosenOfAPinnedIndex() throws IOException {
        String layout = "oci:" + directory.resolve("layout");
        Path lock = directory.resolve("app.lock");
        Object[] words = {"sync", pinned(), "--to", layout, "--platform", "linux/amd64", "--lock", lock};
        dray(words).requireSuccess();

        assertThat(dray(words).requireSuccess().message()).contains("; 2 there already");
        dray("verify", "--list", lock, layout).requireSuccess();
        dray("sync", lock, "--to", to()).requireSuccess();
        assertThat(target.repositories().repository("app").manifests())
                .containsExactlyInAnyOrder(
                        first.amd64().digest(), second.amd64().digest());
    }

    @Test
    void oneTagIsNotGivenToTwoDigests() throws IOException {
        Path list = list(
                "both.txt",
                "SOURCE/app:v1@" + first.index().digest(),
                "SOURCE/app:v1@" + second.index().digest());

        for (String place : List.of(to(), "registry-storage:" + directory.resolve("storage"))) {
            assertRefused(dray("sync", list, "--to", place), ExitCode.FAILED, "app:v1, and are different images");
        }
        assertNothingWasSent();
    }

    @Test
    void namesThatBecomeOneAreAllInTheLock() throws IOException {
        source.repositories().tag("app", "v3", first.index().digest());
        source.repositories()
                .holding("copy", "v3", source.repositories().repository("app").content(), first.index());
        Path list = list("names.txt", "SOURCE/app:v3", "SOURCE/copy:v3");
        Path lock = directory.resolve("names.lock");
        Object[] words = {"sync", list, "--to", to(), "--lock", lock, "--map", source.address() + "/copy=app"};

        assertThat(dray(words).requireSuccess().message()).contains("1 image sent and verified");

        assertThat(Files.readAllLines(lock)).hasSize(2 + 2);
        assertThat(dray(words).requireSuccess().message()).contains("; 1 there already");
    }

    @Test
    void twoLocksThatDisagreeAreTold() throws IOException {
        Path one = list("one.txt", "SOURCE/app:v1");
        Path oneLock = directory.resolve("one.lock");
        Path otherLock = directory.resolve("other.lock");
        dray("sync", one, "--to", to(), "--lock", oneLock).requireSuccess();
        source.repositories().tag("app", "v1", second.index().digest());
        dray("sync", one, "--to", to(), "--lock", otherLock).requireSuccess();

        assertRefused(
                dray("verify", "--list", oneLock, "--list", otherLock, to()),
                ExitCode.FAILED,
                otherLock + " line 2: " + source.address() + "/app:v1 is "
                        + second.index().digest() + " here, and "
                        + first.index().digest() + " in " + oneLock + " line 2");
        assertRefused(
                dray("sync", oneLock, "--to", to(), "--lock", otherLock),
                ExitCode.USAGE,
                "it is " + first.index().digest() + " in the list, and "
                        + second.index().digest() + " in the lock");
        assertRefused(
                dray("export", "--list", oneLock, "--lock", otherLock, "-o", directory.resolve("out.tar")),
                ExitCode.USAGE,
                "it is " + first.index().digest() + " in the list");
    }

    @Test
    void aPlatformThatTheListChangesIsNoLongerThatOfTheLock() throws IOException {
        String compose = "services:\n  app:\n    image: " + source.address() + "/app:v1\n    platform: ";
        Path list = Files.writeString(directory.resolve("compose.yaml"), compose + "linux/amd64\n");
        Path lock = directory.resolve("compose.lock");
        dray("sync", list, "--to", to(), "--lock", lock).requireSuccess();
        dray("sync", list, "--to", to(), "--lock", lock).requireSuccess();
        Files.writeString(list, compose + "linux/arm64\n");

        assertRefused(
                dray("sync", list, "--to", to(), "--lock", lock),
                ExitCode.USAGE,
                "the list wants linux/arm64 of it, and the lock has linux/amd64");
        dray("sync", list, "--to", to(), "--lock", lock, "--update").requireSuccess();
        assertThat(target.repositories()
                        .repository("app")
                        .find("v1")
                        .orElseThrow()
                        .digest())
                .isEqualTo(first.arm64().digest());
    }

    @Test
    void anExportTakesALockOfOnePlatformOnlyForThat() throws IOException {
        Path list = list("one.txt", "SOURCE/app:v1");
        Path lock = directory.resolve("one.lock");
        dray("sync", list, "--to", to(), "--lock", lock, "--platform", "linux/amd64")
                .requireSuccess();
        Path file = directory.resolve("out.tar");

        for (Object[] words : List.of(
                new Object[] {"export", "--list", list, "--lock", lock, "-o", file},
                new Object[] {"export", "--list", list, "--lock", lock, "-o", file, "--platform", "linux/arm64"})) {
            assertRefused(dray(words), ExitCode.USAGE, "one.lock is of linux/amd64; give --platform linux/amd64, or");
        }
        dray("export", "--list", list, "--lock", lock, "-o", file, "--platform", "linux/amd64")
                .requireSuccess();
        dray("verify", "oci-archive:" + file).requireSuccess();
    }

    @Test
    void referrersOfOnePlatformAreNotLocked() throws IOException {
        Path list = list("one.txt", "SOURCE/app:v1");
        Path lock = directory.resolve("one.lock");

        assertRefused(
                dray("sync", list, "--to", to(), "--lock", lock, "--platform", "linux/amd64", "--referrers"),
                ExitCode.USAGE,
                "--referrers with --lock is for images of all platforms, and --platform chooses one");
        assertThat(lock).doesNotExist();
        assertNothingWasSent();
    }

    @Test
    void aRuleThatFitsNothingIsRefusedBeforeAnythingIsSent() throws IOException {
        Path list = list("one.txt", "SOURCE/app:v1");

        assertRefused(
                dray("sync", list, "--to", to(), "--map", "docker.io/libary=base"),
                ExitCode.USAGE,
                "the rule docker.io/libary=base fits no name of the list");
        assertRefused(
                dray("sync", list, "--to", to(), "--map", "app=base/app"),
                ExitCode.USAGE,
                "'app=base/app' is no rule for names: app has no registry");
        assertRefused(
                dray("verify", "--list", list, to(), "--map", "docker.io/libary=base"),
                ExitCode.USAGE,
                "fits no name of the list");
        assertNothingWasSent();
    }

    @Test
    void aRuleForTagsThatFitsNoneIsTold() throws IOException {
        Path list = Files.writeString(
                directory.resolve("skopeo.yaml"),
                source.address() + ":\n  images-by-tag-regex:\n    app: ^v9$\n  images: {app: [v1]}\n");

        assertRefused(
                dray("sync", list, "--to", to()),
                ExitCode.FAILED,
                "skopeo.yaml line 3: no tag of " + source.address() + "/app is one that is wanted here");
        assertNothingWasSent();
    }
}
