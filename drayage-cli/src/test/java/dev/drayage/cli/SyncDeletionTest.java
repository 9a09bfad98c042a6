package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.RegistryProcess;
import dev.drayage.testkit.registry.InProcessRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dray sync --delete}. */
class SyncDeletionTest {
    @TempDir
    private Path directory;

    private Path lock;
    private InProcessRegistry source;
    private InProcessRegistry target;

    @BeforeEach
    void start() throws IOException {
        source = InProcessRegistry.start();
        target = InProcessRegistry.start();
        lock = directory.resolve("images.lock");
        for (String name : List.of("app/one:v1", "app/one:v2", "app/two:v1")) {
            push(source, name, name.hashCode());
        }
        sync("--lock", lock, list("app/one:v1", "app/one:v2", "app/two:v1")).requireSuccess();
    }

    @AfterEach
    void stop() throws IOException {
        source.close();
        target.close();
    }

    private static Descriptor push(InProcessRegistry registry, String name, int seed) throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor image =
                anImageIn(content).withLayer(ImageBuilder.noise(seed, 1000)).build();
        String[] parts = name.split(":", 2);
        registry.repositories().holding(parts[0], parts[1], content, image);
        return image;
    }

    private Path list(String... names) throws IOException {
        return Files.write(
                directory.resolve("images.txt"),
                Stream.of(names).map(name -> source.address() + "/" + name).toList());
    }

    private String place() {
        return "docker://" + target.address() + "/m";
    }

    private Invocation sync(Object... arguments) {
        return syncTo(place(), arguments);
    }

    private static Invocation syncTo(String place, Object... arguments) {
        List<Object> words = new ArrayList<>(List.of("sync", "--to", place));
        words.addAll(List.of(arguments));
        return dray(words.toArray());
    }

    private List<String> tags(String repository) {
        return target.repositories().repository(repository).tags("", 99);
    }

    private static String told(Invocation run) {
        return String.join("\n", run.errors());
    }

    private boolean locks(String name) throws IOException {
        return Files.readString(lock).contains(source.address() + "/" + name + " ");
    }

    @Test
    void takesAwayWhatTheLockHasAndTheListHasNot() throws IOException {
        push(target, "m/app/theirs:v1", 5);
        push(target, "m/app/one:v3", 6);

        Invocation run = sync("--delete", list("app/one:v2"), "--lock", lock).requireSuccess();

        assertThat(run.lines())
                .hasSize(2)
                .allMatch(line -> line.endsWith("  deleted"))
                .anyMatch(line -> line.startsWith(target.address() + "/m/app/one:v1  sha256:"));
        assertThat(told(run)).contains(place() + ": deleted 2 names that the list has not");
        assertThat(tags("m/app/one")).containsExactly("v2", "v3");
        assertThat(tags("m/app/two")).isEmpty();
        assertThat(tags("m/app/theirs")).containsExactly("v1");
        assertThat(told(sync("--delete", list("app/one:v2"), "--lock", lock))).contains("deleted 0 names");
        assertThat(locks("app/one:v1")).as("it is gone").isFalse();
        assertThat(locks("app/one:v2")).isTrue();
    }

    @Test
    void leavesWhatIsAnotherImageByNow() throws IOException {
        Descriptor theirs = push(target, "m/app/one:v1", 7);

        Invocation run =
                sync("--delete", "--update", "--lock", lock, list("app/one:v2")).requireSuccess();

        assertThat(told(run))
                .contains(
                        target.address() + "/m/app/one:v1 is left: it is " + theirs.digest() + " by now, and the lock");
        assertThat(tags("m/app/one")).containsExactly("v1", "v2");
        assertThat(tags("m/app/two")).isEmpty();
        assertThat(locks("app/one:v2")).isTrue();
        assertThat(locks("app/one:v1") || locks("app/two:v1")).isFalse();
    }

    @Test
    void saysBeforehandWhatWouldGo() throws IOException {
        String before = Files.readString(lock);

        Invocation run = sync("--delete", "--update", "--lock", lock, "--dry-run", list("app/one:v2"))
                .requireSuccess();
        Invocation json =
                sync("--delete=all", "--dry-run", "--json", list("app/one:v2")).requireSuccess();

        assertThat(run.lines()).hasSize(2).allMatch(line -> line.endsWith("  to be deleted"));
        assertThat(told(run)).contains("; would delete 2 names");
        assertThat(json.documents().get(0).get("event").asString()).isEqualTo("toDelete");
        assertThat(json.documents().get(2).get("toDelete").asInt()).isEqualTo(2);
        assertThat(tags("m/app/one")).containsExactly("v1", "v2");
        assertThat(lock).hasContent(before);
    }

    @Test
    void nothingGoesWhereAnImageFailed() throws IOException {
        Invocation notFound = sync("--delete=all", list("app/one:v2", "app/none:v1"));
        target.faults().always("POST", "m/app/new/blobs/").refuse(403);
        push(source, "app/new:v1", 8);
        Invocation notSent = sync("--delete", "--update", "--lock", lock, list("app/one:v2", "app/new:v1"));

        for (Invocation run : List.of(notFound, notSent)) {
            assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(told(run)).contains("nothing was deleted: first all of the list is to be there");
        }
        assertThat(tags("m/app/one")).containsExactly("v1", "v2");
        assertThat(tags("m/app/two")).containsExactly("v1");
        // Remembered for the run that does it.
        assertThat(locks("app/one:v1") && locks("app/two:v1") && locks("app/new:v1"))
                .isTrue();
        sync("--delete", "--lock", lock, list("app/one:v2")).requireSuccess();
        assertThat(tags("m/app/one")).containsExactly("v2");
    }

    @Test
    void allThatIsBelowThePrefixGoesOnDemand() throws IOException {
        push(target, "m/app/theirs:v1", 5);
        push(target, "mirror/other:v1", 6);

        Invocation run = sync(list("app/one:v2"), "--delete=all").requireSuccess();

        assertThat(told(run)).contains("deleted 3 names");
        assertThat(tags("m/app/one")).containsExactly("v2");
        assertThat(tags("m/app/theirs")).isEmpty();
        assertThat(tags("mirror/other")).containsExactly("v1");
    }

    @Test
    void aRegistryThatRefusesIsToldForEachName() throws IOException {
        target.faults().always("DELETE", "/manifests/").refuse(405);
        push(source, "app/one:v9", 9);

        Invocation run = sync("--delete", "--update", "--lock", lock, list("app/one:v2"));

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.errors().stream().filter(line -> line.contains(" is not deleted: ")))
                .hasSize(2)
                .allMatch(line -> line.contains("405"));
        assertThat(locks("app/one:v1") && locks("app/two:v1")).isTrue();
    }

    @Test
    void aRegistryThatDeletesNoTagsLosesAManifestThatNothingElseNeeds() throws IOException {
        source.repositories().tag("app/one", "same", digest("app/one", "v1"));
        Path all = directory.resolve("all.lock");
        try (RegistryProcess old = RegistryProcess.start(directory)) {
            String place = "docker://" + old.authority() + "/m";
            syncTo(place, list("app/one:v1", "app/one:same", "app/two:v1"), "--lock", all)
                    .requireSuccess();

            Invocation one = syncTo(place, list("app/one:v1"), "--delete", "--lock", all);
            Invocation both = syncTo(place, list("app/one:v2"), "--delete=all").requireSuccess();

            assertThat(one.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(one.lines()).singleElement().asString().contains("/m/app/two:v1  ");
            assertThat(told(one))
                    .contains(
                            "/m/app/one:same is not deleted: ", "its manifest stays, for another image there needs it");
            assertThat(both.lines().stream().filter(line -> line.endsWith("  deleted")))
                    .hasSize(2);
            assertThat(dray("tags", place + "/app/one").requireSuccess().lines())
                    .containsExactly("v2");
        }
    }

    private Digest digest(String repository, String tag) {
        return source.repositories()
                .repository(repository)
                .find(tag)
                .orElseThrow()
                .digest();
    }

    @Test
    void whatARegistryKnowsByItsDigestAloneIsLeft() throws IOException {
        Descriptor image =
                target.repositories().repository("m/app/two").find("v1").orElseThrow();
        Path pinned = directory.resolve("pinned.lock");
        sync("--lock", pinned, list("app/two@" + image.digest())).requireSuccess();

        Invocation run = sync("--delete", "--update", "--lock", pinned, list("app/one:v1"))
                .requireSuccess();

        assertThat(told(run)).contains("@" + image.digest() + " is left: it has no tag");
    }

    @Test
    void namesGoFromLayoutsStoresAndTheStorageOfARegistry() throws IOException {
        Path layout = directory.resolve("layout");
        Path storage = directory.resolve("storage");
        Path root = directory.resolve("root");
        for (String place : List.of("oci:" + layout, "registry-storage:" + storage, "store")) {
            List<Object> more = place.equals("store") ? List.of("--root", root) : List.of();
            Files.deleteIfExists(lock);
            run(place, more, list("app/one:v1", "app/one:v2", "app/two:v1"), "--lock", lock)
                    .requireSuccess();

            assertThat(told(run(place, more, list("app/one:v1", "app/one:v2"), "--delete", "--lock", lock)))
                    .contains("deleted 1 name that");
            Invocation all =
                    run(place, more, list("app/one:v2"), "--delete=all").requireSuccess();

            assertThat(all.lines()).as(all.toString()).hasSize(1);
            assertThat(run(place, more, list("app/one:v2"), "--delete=all", "--dry-run")
                            .requireSuccess()
                            .message())
                    .doesNotContain("would delete");
        }
        assertThat(dray("ls", "oci:" + layout).requireSuccess().lines()).hasSize(2);
    }

    private static Invocation run(String place, List<Object> more, Object... arguments) {
        List<Object> words = new ArrayList<>(List.of(arguments));
        words.addAll(more);
        return syncTo(place, words.toArray());
    }

    @Test
    void aNameThatIsMappedToOneThatStaysIsNoLoss() throws IOException {
        push(source, "other/one:v1", "app/one:v1".hashCode());
        String map = source.address() + "/other=app";

        Invocation run = sync("--delete", "--update", "--lock", lock, "--map", map, list("other/one:v1"))
                .requireSuccess();

        assertThat(tags("m/app/one")).containsExactly("v1");
        assertThat(told(run)).contains("deleted 2 names");
    }

    @Test
    void theWordBehindTheOptionIsAList() throws IOException {
        assertThat(sync("--delete", list("app/one:v2")).message()).contains("--delete goes by what --lock FILE says");
        assertThat(sync("--delete", "all").exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(sync("--delete=none", list("app/one:v2")).message()).contains("'none' is not all");
    }
}
