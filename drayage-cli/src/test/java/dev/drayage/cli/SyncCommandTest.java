package dev.drayage.cli;

import static dev.drayage.cli.Invocation.dray;
import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.repository.Repository;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import dev.drayage.testkit.peer.Peers;
import dev.drayage.testkit.peer.Program;
import dev.drayage.testkit.registry.InProcessRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code dray sync} from one registry to other places. */
class SyncCommandTest {
    private static final byte[] BASE = ImageBuilder.noise(1, 40_000);

    @TempDir
    private Path directory;

    private final Map<String, Digest> digests = new LinkedHashMap<>();
    private InProcessRegistry source;
    private InProcessRegistry target;

    @BeforeEach
    void start() throws IOException {
        source = InProcessRegistry.start();
        target = InProcessRegistry.start();
        for (String name : List.of("library/one:v1", "library/two:v1", "team/three:v2")) {
            push(name, name.hashCode());
        }
    }

    @AfterEach
    void stop() throws IOException {
        source.close();
        target.close();
    }

    private void push(String name, int seed) throws IOException {
        MemoryContent content = new MemoryContent();
        Descriptor image = anImageIn(content)
                .withLayer(BASE)
                .withLayer(ImageBuilder.noise(seed, 10_000))
                .build();
        String[] parts = name.split(":", 2);
        source.repositories().holding(parts[0], parts[1], content, image);
        digests.put(name, image.digest());
    }

    private Path list(String... lines) throws IOException {
        List<String> names = new ArrayList<>();
        for (String line : lines) {
            names.add(line.replace("SOURCE", source.address()));
        }
        return Files.write(directory.resolve("images.txt"), names);
    }

    private Path all() throws IOException {
        return list(
                "# what the cluster needs",
                "SOURCE/library/one:v1",
                "",
                "SOURCE/library/two:v1 # the second",
                "SOURCE/team/three:v2");
    }

    private static Invocation sync(Object... arguments) {
        List<Object> words = new ArrayList<>(List.of("sync"));
        words.addAll(List.of(arguments));
        return dray(words.toArray());
    }

    private String to(String prefix) {
        return "docker://" + target.address() + prefix;
    }

    private Digest at(String repository, String tag) {
        return target.repositories()
                .repository(repository)
                .find(tag)
                .orElseThrow()
                .digest();
    }

    private long sent(String method, String part) {
        return target.requests().stream()
                .filter(request -> request.startsWith(method) && request.contains(part))
                .count();
    }

    @Test
    void bringsAllImagesOfAListBelowAPrefix() throws IOException {
        Invocation run = sync(all(), "--to", to("/mirror")).requireSuccess();

        assertThat(at("mirror/library/one", "v1")).isEqualTo(digests.get("library/one:v1"));
        assertThat(at("mirror/library/two", "v1")).isEqualTo(digests.get("library/two:v1"));
        assertThat(at("mirror/team/three", "v2")).isEqualTo(digests.get("team/three:v2"));
        assertThat(run.lines()).hasSize(3);
        assertThat(run.message())
                .startsWith("dray: " + to("/mirror") + ": 3 images sent and verified, ")
                .endsWith("; 0 there already");
    }

    @Test
    void sendsWhatImagesShareOnce() throws IOException {
        sync(all(), "--to", to("/mirror")).requireSuccess();

        Digest base = Digest.compute(DigestAlgorithm.SHA256, BASE);
        // Each has its config and a layer of its own; the base is sent with one of them.
        assertThat(sent("PUT", "/blobs/uploads/")).isEqualTo(3 * 2 + 1);
        assertThat(source.requests().stream()
                        .filter(request -> request.equals("GET /v2/library/one/blobs/" + base)
                                || request.equals("GET /v2/library/two/blobs/" + base)
                                || request.equals("GET /v2/team/three/blobs/" + base)))
                .hasSize(1);
    }

    @Test
    void asksOnceForEachNameWhereNothingIsToBeDone() throws IOException {
        sync(all(), "--to", to("/mirror")).requireSuccess();
        source.forgetRequests();
        target.forgetRequests();

        Invocation again = sync(all(), "--to", to("/mirror")).requireSuccess();

        assertThat(again.message()).contains("0 images sent and verified, 0 blobs, 0 bytes; 3 there already");
        assertThat(source.requests())
                .filteredOn(request -> !request.endsWith(" /v2/"))
                .hasSize(3);
        assertThat(target.requests())
                .filteredOn(request -> !request.endsWith(" /v2/"))
                .hasSize(3);
        assertThat(target.requests()).allMatch(request -> !request.startsWith("P"));
    }

    @Test
    void asksNoOriginForADigestThatIsThere() throws IOException {
        Path list = list("SOURCE/library/one:v1@" + digests.get("library/one:v1"));
        sync(list, "--to", to("")).requireSuccess();
        source.forgetRequests();

        sync(list, "--to", to("")).requireSuccess();

        assertThat(source.requests()).isEmpty();
        assertThat(at("library/one", "v1")).isEqualTo(digests.get("library/one:v1"));
    }

    @Test
    void saysBeforehandWhatItWouldSend() throws IOException {
        sync(list("SOURCE/library/one:v1"), "--to", to("/mirror")).requireSuccess();
        target.forgetRequests();

        Invocation run = sync(all(), "--to", to("/mirror"), "--dry-run").requireSuccess();

        assertThat(run.lines()).hasSize(2);
        assertThat(run.lines().get(0))
                .startsWith(target.address() + "/mirror/library/two:v1  " + digests.get("library/two:v1"));
        assertThat(run.message()).contains("would send 2 images, ").endsWith("; 1 there already");
        assertThat(target.requests()).allMatch(request -> request.startsWith("GET") || request.startsWith("HEAD"));
        long bytes = sync(all(), "--to", to("/mirror"), "--dry-run", "--json")
                .documents()
                .get(2)
                .get("bytes")
                .asLong();
        long moved = sync(all(), "--to", to("/mirror"), "--json")
                .requireSuccess()
                .documents()
                .get(2)
                .get("movedBytes")
                .asLong();
        // The base is in another repository there, which a plan does not look into.
        assertThat(bytes).isBetween(moved, moved + BASE.length);
    }

    @Test
    void tellsEachFailureAndDoesTheRest() throws IOException {
        Path list = list("SOURCE/library/one:v1", "SOURCE/library/none:v9", "SOURCE/team/three:v2");
        source.faults().always("GET", "team/three/blobs/").refuse(403);

        Invocation run = sync(list, "--to", to("/mirror"));

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(at("mirror/library/one", "v1")).isEqualTo(digests.get("library/one:v1"));
        assertThat(target.repositories().find("mirror/team/three").flatMap(found -> find(found, "v2")))
                .isEmpty();
        assertThat(run.errors())
                .anyMatch(line -> line.contains("/library/none:v9 (" + list + " line 2) failed: "))
                .anyMatch(line -> line.contains("/team/three:v2 (" + list + " line 3) failed: "))
                .anyMatch(line -> line.endsWith("; 2 failed"));
    }

    private static Optional<Descriptor> find(Repository repository, String tag) {
        try {
            return repository.find(tag);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void refusesTwoImagesUnderOneNameBeforeAnythingIsSent() throws IOException {
        push("library/other:v1", 99);
        Path list = list("SOURCE/library/one:v1", "SOURCE/library/other:v1");

        Invocation run = sync(
                list,
                "--to",
                to("/mirror"),
                "--map",
                source.address() + "/library/one=app",
                "--map",
                source.address() + "/library/other=app");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.message()).contains("would both be " + target.address() + "/mirror/app:v1, and are different");
        assertThat(target.requests()).allMatch(request -> request.startsWith("GET") || request.startsWith("HEAD"));
    }

    @Test
    void namesAreScopedOrMappedOnDemand() throws IOException {
        String host = source.address().replace(':', '_');
        sync(all(), "--to", to("/m"), "--scoped", "--map", source.address() + "/team=people")
                .requireSuccess();

        assertThat(at("m/" + host + "/library/one", "v1")).isEqualTo(digests.get("library/one:v1"));
        assertThat(at("m/people/three", "v2")).isEqualTo(digests.get("team/three:v2"));
    }

    @Test
    void otherPlacesKeepTheWholeName() throws IOException {
        Path layout = directory.resolve("layout");
        sync(all(), "--to", "oci:" + layout, "--concurrency", "3").requireSuccess();
        source.forgetRequests();

        Invocation again = sync(all(), "--to", "oci:" + layout).requireSuccess();

        assertThat(again.message()).contains("; 3 there already");
        assertThat(source.requests())
                .filteredOn(request -> !request.endsWith(" /v2/"))
                .hasSize(3);
        assertThat(dray("digest", "oci:" + layout + ":" + source.address() + "/team/three:v2")
                        .out())
                .contains(String.valueOf(digests.get("team/three:v2")));
        assertThat(dray("verify", "oci:" + layout).exitCode()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void whatIsIncompleteIsCompleted() throws IOException {
        Path layout = directory.resolve("layout");
        sync(all(), "--to", "oci:" + layout).requireSuccess();
        Digest base = Digest.compute(DigestAlgorithm.SHA256, BASE);
        Files.delete(layout.resolve("blobs/sha256/" + base.hex()));

        sync(all(), "--to", "oci:" + layout).requireSuccess();

        assertThat(dray("verify", "oci:" + layout).exitCode()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void goesIntoAStoreAndARegistrysStorage() throws IOException {
        Path root = directory.resolve("root");
        Path storage = directory.resolve("storage");
        for (String place : List.of("store", "registry-storage:" + storage)) {
            Object[] words = place.equals("store")
                    ? new Object[] {"sync", all(), "--to", place, "--root", root}
                    : new Object[] {"sync", all(), "--to", place};
            dray(words).requireSuccess();
            source.forgetRequests();
            assertThat(dray(words).requireSuccess().message()).contains("; 3 there already");
            assertThat(source.requests())
                    .filteredOn(request -> !request.endsWith(" /v2/"))
                    .hasSize(3);
        }
        assertThat(dray("digest", "registry-storage:" + storage + ":team/three:v2")
                        .out())
                .contains(String.valueOf(digests.get("team/three:v2")));
        assertThat(dray("digest", source.address() + "/team/three:v2", "--root", root)
                        .out())
                .contains(String.valueOf(digests.get("team/three:v2")));
    }

    @Test
    void aLineThatIsNoNameIsTold() throws IOException {
        Path list = list("SOURCE/library/one:v1", "Not A Name");

        Invocation run = sync(list, "--to", to("/mirror"));

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.message()).contains("images.txt line 2: \"Not A Name\" is not the name of an image");
        assertThat(target.requests()).isEmpty();
    }

    @Test
    void aLockKeepsNamesWhatTheyWere() throws IOException {
        Path lock = directory.resolve("images.lock");
        sync(all(), "--to", to("/first"), "--lock", lock).requireSuccess();
        String written = Files.readString(lock);
        assertThat(written)
                .startsWith(
                        "dray-lock 1\n" + source.address() + "/library/one:v1 " + digests.get("library/one:v1") + " ")
                .endsWith(" linux/amd64\nimages 3\n");
        Digest old = digests.get("library/one:v1");
        push("library/one:v1", 77);

        sync(all(), "--to", to("/second"), "--lock", lock).requireSuccess();

        assertThat(at("second/library/one", "v1")).isEqualTo(old).isNotEqualTo(digests.get("library/one:v1"));
        assertThat(lock).hasContent(written);
        sync(lock, "--to", to("/third")).requireSuccess();
        assertThat(at("third/library/one", "v1")).isEqualTo(old);
    }

    @Test
    void aLockSparesTheOrigins() throws IOException {
        Path lock = directory.resolve("images.lock");
        sync(all(), "--to", to("/first"), "--lock", lock).requireSuccess();
        source.forgetRequests();

        sync(all(), "--to", to("/first"), "--lock", lock).requireSuccess();

        assertThat(source.requests()).isEmpty();
    }

    @Test
    void updatingALockSaysWhatHasChanged() throws IOException {
        Path lock = directory.resolve("images.lock");
        sync(all(), "--to", to("/m"), "--lock", lock).requireSuccess();
        Digest old = digests.get("library/one:v1");
        push("library/one:v1", 77);
        push("library/new:v1", 78);
        Path list = list("SOURCE/library/one:v1", "SOURCE/library/new:v1", "SOURCE/team/three:v2");

        Invocation lacking = sync(list, "--to", to("/m"), "--lock", lock);
        assertThat(lacking.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(lacking.message()).contains("images.lock lacks " + source.address() + "/library/new:v1 (");
        Invocation run =
                sync(list, "--to", to("/m"), "--lock", lock, "--update").requireSuccess();

        assertThat(run.errors().subList(0, 3))
                .containsExactly(
                        "dray: added " + source.address() + "/library/new:v1 " + digests.get("library/new:v1"),
                        "dray: changed " + source.address() + "/library/one:v1 " + old + " -> "
                                + digests.get("library/one:v1"),
                        "dray: removed " + source.address() + "/library/two:v1 " + digests.get("library/two:v1"));
        assertThat(at("m/library/one", "v1")).isEqualTo(digests.get("library/one:v1"));
        assertThat(sync(list, "--to", to("/m"), "--lock", lock, "--update").errors())
                .contains("dray: " + lock + ": nothing has changed");
    }

    @Test
    void aLockOfAnotherPlatformIsRefused() throws IOException {
        Path lock = directory.resolve("images.lock");
        sync(all(), "--to", to("/m"), "--lock", lock, "--platform", "linux/amd64")
                .requireSuccess();
        assertThat(lock).content().startsWith("dray-lock 1\nplatform linux/amd64\n");

        Invocation run = sync(all(), "--to", to("/m"), "--lock", lock);

        assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(run.message()).contains("images.lock is of linux/amd64; give --platform linux/amd64, or");
    }

    @Test
    void aLockThatIsBrokenIsToldByLine() throws IOException {
        Path lock = directory.resolve("images.lock");
        for (Map.Entry<String, String> broken : Map.of(
                        "dray-lock 2\n", "line 1: a lock begins with dray-lock 1",
                        "dray-lock 1\nalpine x\n", "line 2: \"alpine x\" is not a name, a digest",
                        "dray-lock 1\nalpine:3 sha256:aa 5 -\n", "line 2: ",
                        "dray-lock 1\nplatform what/is/this/now\n", "line 2: ")
                .entrySet()) {
            Files.writeString(lock, broken.getKey());
            Invocation run = sync(all(), "--to", to("/m"), "--lock", lock);
            assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.FAILED);
            assertThat(run.message()).contains(broken.getValue());
        }
        assertThat(target.requests()).isEmpty();
    }

    @Test
    void aListIsExportedIntoOneArchiveAndCopiedBelowAPrefix() throws IOException {
        Path lock = directory.resolve("images.lock");
        Path bundle = directory.resolve("bundle.tar");
        sync(all(), "--to", "oci:" + directory.resolve("layout"), "--lock", lock)
                .requireSuccess();
        push("library/one:v1", 77);

        dray("export", "--list", all(), "--lock", lock, "-o", bundle).requireSuccess();

        assertThat(dray("verify", "oci-archive:" + bundle).exitCode()).isEqualTo(ExitCode.DONE);
        dray("export", "--list", lock, "-o", directory.resolve("again.tar")).requireSuccess();
        Invocation copied = dray(
                        "copy", "oci-archive:" + bundle, to("/mirror"), "--map", source.address() + "/library=base")
                .requireSuccess();
        assertThat(copied.message()).contains("3 images sent and verified");
        assertThat(target.repositories().names(null, 9))
                .containsExactly("mirror/base/one", "mirror/base/two", "mirror/team/three");
        target.forgetRequests();
        assertThat(dray("copy", "oci-archive:" + bundle, to("/mirror"), "--map", source.address() + "/library=base")
                        .message())
                .contains("; 3 there already");
        assertThat(target.requests()).allMatch(request -> request.startsWith("HEAD") || request.endsWith("/v2/"));

        Object[] words = {"verify", "--list", lock, to("/mirror"), "--map", source.address() + "/library=base"};
        Invocation verified = dray(words).requireSuccess();
        assertThat(verified.lines())
                .containsExactly(
                        to("/mirror") + ": ok, 3 images, each at its digest, every blob there; contents not read:"
                                + " dray verify without --list reads them");
        assertThat(target.requests()).noneMatch(request -> request.startsWith("GET") && request.contains("/blobs/"));
    }

    @Test
    void verifyingAListTellsEachThingThatIsNotThere() throws IOException {
        Path lock = directory.resolve("images.lock");
        sync(all(), "--to", to("/mirror"), "--lock", lock).requireSuccess();
        Digest base = Digest.compute(DigestAlgorithm.SHA256, BASE);
        for (String method : List.of("HEAD", "GET")) {
            target.faults().always(method, "mirror/team/three/blobs/" + base).refuse(404);
        }
        target.repositories().repository("mirror/library/two").deleteTag("v1");
        push("library/one:v1", 77);
        dray("copy", "docker://" + source.address() + "/library/one:v1", to("/mirror/library/one:v1"))
                .requireSuccess();

        Invocation run = dray("verify", "--list", lock, to("/mirror"));

        assertThat(run.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(run.lines()).hasSize(4);
        assertThat(run.lines().get(0))
                .startsWith("missing: ")
                .endsWith(" is " + digests.get("library/one:v1") + " there");
        assertThat(run.lines().get(1)).contains("has no image named " + target.address() + "/mirror/library/two:v1");
        assertThat(run.lines().get(2)).contains(base.toString());
        assertThat(run.lines().get(3)).isEqualTo(to("/mirror") + ": NOT ok, 3 of 3 images");
    }

    @Test
    void aLockThatIsCutOffIsRefused() throws IOException {
        Path lock = directory.resolve("images.lock");
        sync(all(), "--to", to("/mirror"), "--lock", lock).requireSuccess();
        List<String> lines = Files.readAllLines(lock);

        Files.write(lock, lines.subList(0, 3));
        Invocation cut = dray("verify", "--list", lock, to("/mirror"));
        assertThat(cut.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(cut.message()).contains("images.lock: the lock is cut off after 2 images, or older than this dray");

        lines.remove(1);
        Files.write(lock, lines);
        Invocation edited = sync(lock, "--to", to("/mirror"));
        assertThat(edited.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(edited.message()).contains("line 4: the lock is cut off, or was edited: it says 3 images and has 2");
    }

    @Test
    void verifyingAListSaysWhatWasCompared() throws IOException {
        sync(all(), "--to", to("/mirror")).requireSuccess();

        assertThat(dray("verify", "--list", all(), to("/mirror"))
                        .requireSuccess()
                        .out())
                .contains(": ok, 3 images, digests not compared, for the list names none, every blob there; contents");
        Path some = list("SOURCE/library/one:v1@" + digests.get("library/one:v1"), "SOURCE/library/two:v1");
        assertThat(dray("verify", "--list", some, to("/mirror"))
                        .requireSuccess()
                        .out())
                .contains(": ok, 2 images, 1 at the digests that the list names, every blob there");
    }

    @Test
    void verifyingAListAtAPlaceThatIsNotThereIsToldOnce() throws IOException {
        for (String place : List.of("oci:", "registry-storage:")) {
            Invocation plain = dray("verify", place + directory.resolve("nothere"));
            Invocation run = dray("verify", "--list", all(), place + directory.resolve("nothere"));

            assertThat(run.exitCode()).isEqualTo(plain.exitCode()).isNotEqualTo(ExitCode.DONE);
            assertThat(run.lines()).isEmpty();
            assertThat(run.message()).contains("nothere").hasLineCount(1);
        }
    }

    @Test
    void aNameThatIsSetCountsWithTheManifestThatGoesWithIt() throws IOException {
        sync(all(), "--to", to("/mirror")).requireSuccess();
        target.repositories().repository("mirror/library/two").deleteTag("v1");

        assertThat(sync(all(), "--to", to("/mirror")).requireSuccess().message())
                .contains(": 1 image sent and verified, 1 blob, ", "; 2 there already");

        for (String tag : List.of("v2", "v3")) {
            source.repositories().tag("library/one", tag, Objects.requireNonNull(digests.get("library/one:v1")));
        }
        Path list = list("SOURCE/library/one:v1", "SOURCE/library/one:v2", "SOURCE/library/one:v3");
        assertThat(sync(list, "--to", "oci:" + directory.resolve("layout"))
                        .requireSuccess()
                        .message())
                .contains(": 3 images sent and verified, ")
                .endsWith("; 0 there already");
    }

    @Test
    void aRegistryIsNamedWithItsScheme() throws IOException {
        for (String to : List.of("dockr://" + target.address() + "/m", target.address() + "/m", target.address())) {
            Invocation run = sync(all(), "--to", to);
            assertThat(run.exitCode()).isEqualTo(ExitCode.USAGE);
            assertThat(run.message()).contains("docker://" + target.address());
        }
    }

    @Test
    void aBlobThatARegistryLostIsFoundByVerifyAndSentByCopy() throws IOException {
        Path lock = directory.resolve("images.lock");
        sync(all(), "--to", to("/mirror"), "--lock", lock).requireSuccess();
        String base = "mirror/team/three/blobs/" + Digest.compute(DigestAlgorithm.SHA256, BASE);
        target.faults().always("HEAD", base).refuse(404);
        target.faults().always("GET", base).refuse(404);
        target.forgetRequests();

        assertThat(sync(all(), "--to", to("/mirror")).requireSuccess().message())
                .contains("; 3 there already");
        assertThat(dray("verify", "--list", lock, to("/mirror")).exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(sent("POST", "mirror/team/three/blobs/uploads/")).isZero();
        dray("copy", "docker://" + source.address() + "/team/three:v2", to("/mirror/team/three:v2"));

        assertThat(sent("POST", "mirror/team/three/blobs/uploads/")).isPositive();
    }

    @Test
    void nothingIsExportedOfAListThatIsNotAllThere() throws IOException {
        Path bundle = directory.resolve("bundle.tar");

        Invocation run =
                dray("export", "--list", list("SOURCE/library/one:v1", "SOURCE/library/none:v9"), "-o", bundle);

        assertThat(run.exitCode()).isEqualTo(ExitCode.MISSING);
        assertThat(run.message())
                .contains("1 of 2 images of the list cannot be taken: ")
                .contains("none:v9 (");
        assertThat(bundle).doesNotExist();
    }

    @Test
    void aFileOfSkopeoSyncGivesTheNamesAndDigestsThatSkopeoGives() throws Exception {
        Program skopeo = Peers.require("skopeo");
        push("one:1.2", 11);
        push("one:1.3", 12);
        push("two:v1", 13);
        String file = """
                %s:
                  images:
                    two: []
                    one: ["1.2", "%s"]
                  images-by-tag-regex:
                    one: ^1
                """.formatted(source.address(), digests.get("one:1.3"));
        Path ours = Files.writeString(directory.resolve("ours.yaml"), file);
        Path theirs = Files.writeString(directory.resolve("theirs.yaml"), file + "  tls-verify: false\n");

        sync(ours, "--to", to("/ours")).requireSuccess();
        skopeo.with("--insecure-policy", "sync", "--src", "yaml", "--dest", "docker", "--dest-tls-verify=false")
                .run("--all", "--preserve-digests", theirs.toString(), target.address() + "/theirs")
                .requireSuccess();

        for (String repository : List.of("one", "two")) {
            Repository mine = target.repositories().repository("ours/" + repository);
            Repository its = target.repositories().repository("theirs/" + repository);
            assertThat(mine.tags("", 9)).isEqualTo(its.tags("", 9)).isNotEmpty();
            for (String tag : its.tags("", 9)) {
                assertThat(find(mine, tag).map(Descriptor::digest))
                        .isEqualTo(find(its, tag).map(Descriptor::digest));
            }
        }
    }

    @Test
    void waitsWhereARegistryAsksToAndGoesOn() throws IOException {
        source.faults().next(2, "GET", "/manifests/").refuse(429);
        target.faults().next(3, "POST", "/blobs/uploads/").refuse(503);

        sync(all(), "--to", to("/mirror")).requireSuccess();

        assertThat(at("mirror/team/three", "v2")).isEqualTo(digests.get("team/three:v2"));
    }

    @Test
    void saysThatItWaitsWhereARegistryLimitsRequests() throws IOException {
        source.faults().next(1, "GET", "/library/one/manifests/").limit(2);
        Path list = list("SOURCE/library/one:v1");

        Invocation run = sync(list, "--to", to("/mirror")).requireSuccess();

        assertThat(run.errors().get(0))
                .isEqualTo("dray: " + source.address() + " is asked again in 2s: it was asked too often");
        source.faults().always("GET", "/library/two/manifests/").limit(90);
        Invocation impatient = sync(list("SOURCE/library/two:v1"), "--to", to("/mirror"), "--max-wait", "1m");
        assertThat(impatient.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(impatient.errors().get(0)).contains("answered 429; it asks to come back after \"90\" seconds");
    }

    @Test
    void whatARegistryLacksOrHoldsCorruptComesFromElsewhere() throws IOException {
        String layout = "oci:" + directory.resolve("layout");
        sync(all(), "--to", layout).requireSuccess();
        String base = "/blobs/" + Digest.compute(DigestAlgorithm.SHA256, BASE);
        source.faults().always("GET", "/library/one" + base).refuse(404);
        source.faults().always("HEAD", "/library/one" + base).refuse(404);
        source.faults().always("GET", "/library/two" + base).flipBit(77);

        for (String name : List.of("one", "two")) {
            Invocation alone = sync(list("SOURCE/library/" + name + ":v1"), "--to", to("/" + name));
            assertThat(alone.exitCode()).isEqualTo(ExitCode.FAILED);
            Invocation filled = sync(
                            list("SOURCE/library/" + name + ":v1"), "--to", to("/" + name), "--fill-from", layout)
                    .requireSuccess();
            assertThat(filled.errors()).contains("dray: 1 blob came from " + layout + ", 40000 bytes (39 KiB)");
        }
        Path list = list("SOURCE/library/one:v1", "SOURCE/library/two:v1");
        sync(list, "--to", to("/mirror"), "--fill-from", layout).requireSuccess();

        dray("verify", to("/mirror/library/one:v1")).requireSuccess();
        dray("verify", to("/two/library/two:v1")).requireSuccess();
    }

    @Test
    void aRegistryThatDoesNotRespondIsToldInTwoLines() throws IOException {
        List<String> names = new ArrayList<>(List.of("SOURCE/library/one:v1"));
        for (int image = 0; image < 20; image++) {
            names.add("127.0.0.1:1/dead/app" + image + ":v1");
        }
        Path list = list(names.toArray(String[]::new));

        Invocation run = sync(list, "--to", to("/mirror"));

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.errors()).hasSize(3);
        assertThat(run.errors().get(1))
                .startsWith("dray: 19 more images of 127.0.0.1:1 failed: ")
                .endsWith(" and 16 more");
        assertThat(run.errors().get(2)).endsWith("; 20 failed");
        assertThat(sync(list, "--to", to("/mirror"), "--json").errors()).hasSize(20);
    }

    @Test
    void aTagThatMovesWhileItIsSentStaysWhatWasPlanned() throws IOException {
        Digest planned = digests.get("library/one:v1");
        Path lock = directory.resolve("images.lock");
        sync(all(), "--to", to("/mirror"), "--lock", lock, "--dry-run").requireSuccess();
        assertThat(lock).doesNotExist();
        sync(all(), "--to", to("/other"), "--lock", lock).requireSuccess();
        push("library/one:v1", 99);

        sync(all(), "--to", to("/mirror"), "--lock", lock).requireSuccess();

        assertThat(at("mirror/library/one", "v1")).isEqualTo(planned);
    }
}
