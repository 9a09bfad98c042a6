package dev.drayage.storage.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.bucket.RegistryKeys;
import dev.drayage.content.ContentException;
import dev.drayage.oci.Digest;
import dev.drayage.storage.collect.CollectItem.Fate;
import dev.drayage.storage.collect.CollectOptions.Untagged;
import dev.drayage.storage.collect.CollectOptions.Writers;
import dev.drayage.testkit.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageCollectorTest {
    private static final byte[] CONFIG = bytes("config");
    private static final byte[] BASE = bytes("base");

    @TempDir
    Path directory;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final MemoryBucket bucket = new MemoryBucket(clock);
    private final ModelRegistry registry = new ModelRegistry(bucket);
    private final List<CollectItem> items = new ArrayList<>();

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private CollectOptions options() {
        return CollectOptions.defaults()
                .withUntagged(Untagged.REMOVE)
                .withParallelism(1)
                .withDirectory(directory)
                .withSleeper(clock);
    }

    private final CollectListener listener = new CollectListener() {
        @Override
        public void began(Step step) {}

        @Override
        public void item(CollectItem item) {
            items.add(item);
        }
    };

    private CollectReport collect(CollectOptions options, @Nullable Path plan) throws IOException {
        items.clear();
        return StorageCollector.collect(bucket, options, plan, listener);
    }

    private CollectReport collect() throws IOException {
        return collect(options(), null);
    }

    private boolean has(byte[] blob) throws IOException {
        return bucket.find(RegistryKeys.blob(ModelRegistry.digest(blob))).isPresent();
    }

    private List<String> registryKeys() {
        return bucket.keys().stream()
                .filter(key -> key.startsWith(RegistryKeys.ROOT))
                .toList();
    }

    @Test
    void whatNoTagLeadsToGoes() throws IOException {
        registry.push("app", "v1", CONFIG, BASE, bytes("one"));
        registry.push("app", "v1", CONFIG, BASE, bytes("two"));
        registry.upload("other", bytes("left over"));
        clock.pass(Duration.ofDays(2));
        CollectReport report = collect();
        assertThat(has(bytes("one"))).isFalse();
        assertThat(has(bytes("left over"))).isFalse();
        assertThat(has(bytes("two"))).isTrue();
        assertThat(has(BASE)).isTrue();
        assertThat(report.blobs()).isEqualTo(2);
        assertThat(report.manifests()).isEqualTo(1);
        byte[] gone = ModelRegistry.manifest(CONFIG, BASE, bytes("one"));
        assertThat(registryKeys())
                .noneMatch(key -> key.contains(ModelRegistry.digest(gone).hex()));
        assertThat(registry.broken("app", ModelRegistry.manifest(CONFIG, BASE, bytes("two")), List.of(CONFIG, BASE)))
                .isEmpty();
    }

    @Test
    void manifestsWithoutTagsStayUnlessAskedFor() throws IOException {
        registry.push("app", "", CONFIG, BASE);
        registry.upload("app", bytes("left over"));
        clock.pass(Duration.ofDays(2));
        collect(options().withUntagged(Untagged.KEEP), null);
        assertThat(has(BASE)).isTrue();
        assertThat(has(bytes("left over"))).isFalse();
    }

    @Test
    void whatIsYoungStays() throws IOException {
        registry.push("app", "", CONFIG, BASE);
        registry.upload("app", bytes("left over"));
        clock.pass(Duration.ofHours(23));
        List<String> before = registryKeys();
        assertThat(collect().young()).isEqualTo(1);
        assertThat(registryKeys()).isEqualTo(before);
    }

    @Test
    void aLinkThatWasWrittenAnewKeepsOldBytes() throws IOException {
        registry.upload("one", BASE);
        clock.pass(Duration.ofDays(30));
        assertThat(registry.mount("two", "one", ModelRegistry.digest(BASE))).isTrue();
        collect();
        assertThat(has(BASE)).isTrue();
    }

    @Test
    void theManifestsOfAnIndexAndWhatIsAboutThemStay() throws IOException {
        byte[] manifest = ModelRegistry.manifest(CONFIG, BASE);
        byte[] index = ModelRegistry.index(manifest);
        byte[] signature = ModelRegistry.referrer(manifest, bytes("signed"));
        byte[] gone = ModelRegistry.manifest(CONFIG, bytes("gone"));
        byte[] goneSignature = ModelRegistry.referrer(gone, bytes("gone too"));
        registry.push("app", "", CONFIG, BASE);
        registry.push("app", "", CONFIG, bytes("gone"));
        for (byte[] blob : List.of(bytes("signed"), bytes("gone too"))) {
            registry.upload("app", blob);
        }
        registry.storeManifest("app", "", signature);
        registry.storeManifest("app", "", goneSignature);
        registry.storeManifest("app", "multi", index);
        clock.pass(Duration.ofDays(2));
        assertThat(collect().manifests()).isEqualTo(2);
        for (byte[] kept : List.of(manifest, index, signature, CONFIG, BASE, bytes("signed"))) {
            assertThat(has(kept)).isTrue();
        }
        for (byte[] removed : List.of(gone, goneSignature, bytes("gone"), bytes("gone too"))) {
            assertThat(has(removed)).isFalse();
        }
    }

    @Test
    void aDryRunChangesNothingAndSaysWhatGoes() throws IOException {
        registry.push("app", "v1", CONFIG, BASE);
        registry.push("app", "", CONFIG, bytes("gone"));
        clock.pass(Duration.ofDays(2));
        List<String> before = bucket.keys();
        CollectReport survey = StorageCollector.survey(bucket, options(), listener);
        assertThat(bucket.keys()).isEqualTo(before);
        List<CollectItem> would = List.copyOf(items);
        assertThat(would).hasSize(2).allMatch(item -> item.fate() == Fate.REMOVED);
        CollectReport done = collect();
        assertThat(items).containsExactlyElementsOf(would);
        assertThat(done.bytes()).isEqualTo(survey.bytes());
        assertThat(done.links()).isEqualTo(survey.links());
    }

    @Test
    void quarantineIsDeletedByALaterRun() throws IOException {
        registry.upload("app", bytes("left over"));
        clock.pass(Duration.ofDays(2));
        collect();
        assertThat(bucket.keys()).isNotEmpty().allMatch(key -> key.startsWith(CollectRun.ROOT));
        clock.pass(Duration.ofHours(12));
        assertThat(collect().purged()).isZero();
        clock.pass(Duration.ofHours(13));
        assertThat(collect().purged()).isEqualTo(1);
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void whatARegistryTakesForThereIsPutBackByTheNextRun() throws IOException {
        // A registry that remembers blobs says that it has them, and takes a manifest, though they are gone.
        registry.push("app", "", CONFIG, BASE);
        clock.pass(Duration.ofDays(2));
        collect();
        assertThat(has(BASE)).isFalse();
        byte[] index = ModelRegistry.index(ModelRegistry.manifest(CONFIG, BASE));
        registry.storeManifest("app", "v1", index);
        clock.pass(Duration.ofDays(3));
        assertThat(collect().restored()).isEqualTo(3);
        assertThat(registry.broken("app", ModelRegistry.manifest(CONFIG, BASE), List.of(CONFIG, BASE)))
                .isEmpty();
    }

    @Test
    void aRunThatIsKilledAnywhereDoesNoHarm() throws IOException {
        int requests = 0;
        for (int killed = 0; ; killed += 1 + killed / 40) {
            MemoryBucket storage = new MemoryBucket(clock);
            ModelRegistry model = new ModelRegistry(storage);
            model.push("app", "v1", CONFIG, BASE);
            model.push("app", "", CONFIG, bytes("gone"));
            model.upload("other", bytes("left over"));
            clock.pass(Duration.ofDays(2));
            int[] left = {killed};
            storage.before(() -> {
                if (left[0]-- == 0) {
                    throw new IOException("killed");
                }
            });
            boolean wasKilled = false;
            try {
                StorageCollector.collect(storage, options(), null, listener);
            } catch (IOException e) {
                wasKilled = true;
            }
            storage.before(() -> {});
            // Meanwhile somebody pushes what was going.
            model.push("app", "v2", CONFIG, bytes("gone"));
            StorageCollector.collect(storage, options(), null, listener);
            clock.pass(Duration.ofDays(2));
            StorageCollector.collect(storage, options(), null, listener);
            for (String layer : List.of("base", "gone")) {
                Optional<String> broken = model.broken(
                        "app", ModelRegistry.manifest(CONFIG, bytes(layer)), List.of(CONFIG, bytes(layer)));
                assertThat(broken).as("killed at request " + killed).isEmpty();
            }
            assertThat(storage.keys())
                    .as("killed at request " + killed)
                    .noneMatch(key -> key.contains(
                            ModelRegistry.digest(bytes("left over")).hex()));
            if (!wasKilled) {
                break;
            }
            requests++;
        }
        assertThat(requests).isGreaterThan(40);
    }

    @Test
    void aPlanIsAppliedAsFarAsItCanBe() throws IOException {
        registry.upload("app", bytes("one"));
        registry.upload("app", bytes("two"));
        registry.upload("app", bytes("three"));
        clock.pass(Duration.ofDays(2));
        Path plan = directory.resolve("plan.json");
        StorageCollector.plan(bucket, options(), plan, listener);
        List<String> lines = Files.readAllLines(plan);
        assertThat(lines).hasSize(4);
        Digest two = ModelRegistry.digest(bytes("two"));
        Files.writeString(
                plan,
                lines.stream().filter(line -> !line.contains(two.hex())).collect(Collectors.joining("\n", "", "\n")));
        registry.upload("app", bytes("three"));
        collect(options(), plan);
        assertThat(has(bytes("one"))).isFalse();
        assertThat(has(bytes("two"))).as("not in the plan any more").isTrue();
        assertThat(has(bytes("three"))).as("uploaded again since").isTrue();
    }

    @Test
    void aPlanOfSomethingElseIsRefused() throws IOException {
        registry.push("app", "v1", CONFIG, BASE);
        Path plan = Files.writeString(
                directory.resolve("plan.json"), "{\"plan\":\"drayage-collect-plan-v1\",\"storage\":\"other\"}\n");
        assertThatThrownBy(() -> collect(options(), plan))
                .isInstanceOf(ContentException.class)
                .hasMessageContaining("no plan for memory");
    }

    @Test
    void aDamagedManifestFreesNothing() throws IOException {
        registry.push("app", "v1", CONFIG, BASE);
        registry.upload("app", bytes("left over"));
        bucket.put(RegistryKeys.blob(ModelRegistry.digest(ModelRegistry.manifest(CONFIG, BASE))), bytes("{}"));
        clock.pass(Duration.ofDays(2));
        List<String> before = registryKeys();
        assertThatThrownBy(this::collect).hasMessageContaining("--ignore-damage");
        assertThat(registryKeys()).isEqualTo(before);
        assertThat(items).singleElement().matches(item -> item.fate() == Fate.PROBLEM);
        collect(options().ignoringDamage(), null);
        assertThat(has(BASE)).isFalse();
    }

    private void assertNothingGoes(String reason) throws IOException {
        List<String> before = registryKeys();
        assertThatThrownBy(this::collect).isInstanceOf(ContentException.class).hasMessageContaining(reason);
        assertThat(registryKeys()).isEqualTo(before);
    }

    @Test
    void aManifestWithoutBytesFreesNothing() throws IOException {
        registry.push("app", "v1", CONFIG, BASE);
        bucket.delete(List.of(RegistryKeys.blob(ModelRegistry.digest(ModelRegistry.manifest(CONFIG, BASE)))));
        clock.pass(Duration.ofDays(2));
        assertNothingGoes("--ignore-damage");
        assertThat(has(BASE)).isTrue();
    }

    @Test
    void whatIsNotMountedFreesNothing() throws IOException {
        registry.push("app", "v1", CONFIG, BASE);
        clock.pass(Duration.ofDays(2));
        List<String> blobs = registryKeys().stream()
                .filter(key -> key.startsWith(RegistryKeys.BLOBS))
                .toList();
        List<String> links = registryKeys().stream()
                .filter(key -> key.startsWith(RegistryKeys.REPOSITORIES))
                .toList();
        Map<String, byte[]> kept = new HashMap<>();
        for (String key : links) {
            kept.put(key, bytes("sha256:" + "0".repeat(64)));
        }
        bucket.delete(links);
        assertNothingGoes("no repositories");
        bucket.delete(blobs);
        for (String key : kept.keySet()) {
            if (key.contains("/_layers/")) {
                bucket.put(key, kept.get(key));
            }
        }
        clock.pass(Duration.ofDays(2));
        assertNothingGoes("no blobs");
    }

    @Test
    void aTagThatHasLostWhatItNamesKeepsAllThatItNamed() throws IOException {
        registry.push("app", "v1", CONFIG, BASE);
        bucket.delete(List.of(RegistryKeys.current("app", "v1")));
        clock.pass(Duration.ofDays(2));
        collect();
        assertThat(has(BASE)).isTrue();
    }

    @Test
    void whatIsNoRegistrysOrAStoresToo() throws IOException {
        assertNothingGoes("no storage of a registry");
        registry.push("app", "v1", CONFIG, BASE);
        bucket.put(RegistryKeys.STORE_ID, bytes("x"));
        assertNothingGoes("of a store");
        bucket.delete(List.of(RegistryKeys.STORE_ID));
        bucket.put(RegistryKeys.REPOSITORIES + "app/_manifests/tags", bytes("x"));
        assertNothingGoes("remove it");
    }

    @Test
    void linksToNothingGo() throws IOException {
        Digest missing = ModelRegistry.digest(bytes("missing"));
        bucket.put(RegistryKeys.layer("app", missing), RegistryKeys.linkTo(missing));
        bucket.put(RegistryKeys.blob(ModelRegistry.digest(bytes("orphan"))), bytes("orphan"));
        clock.pass(Duration.ofDays(2));
        assertThat(collect(options().withWriters(Writers.STOPPED), null).links())
                .isEqualTo(1);
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    void uploadsThatNobodyGoesOnWithGoWhenAskedFor() throws IOException {
        bucket.put(RegistryKeys.uploads("app") + "old/startedat", bytes("x"));
        bucket.put(RegistryKeys.uploads("app") + "old/data", bytes("x"));
        bucket.put(RegistryKeys.uploads("app") + "young/startedat", bytes("x"));
        clock.pass(Duration.ofDays(8));
        bucket.put(RegistryKeys.uploads("app") + "young/data", bytes("x"));
        assertThat(collect().uploads()).isZero();
        assertThat(collect(options().withUploadAge(Duration.ofDays(7)), null).uploads())
                .isEqualTo(1);
        assertThat(registryKeys()).hasSize(2).allMatch(key -> key.contains("/young/"));
    }

    @Test
    void requestsAreNotMadeFasterThanAllowed() throws IOException {
        registry.push("app", "v1", CONFIG, BASE);
        Instant start = clock.instant();
        RequestCount requests =
                collect(options().withRequestsPerSecond(10), null).requests();
        assertThat(Duration.between(start, clock.instant()).toSeconds())
                .isGreaterThanOrEqualTo((requests.total() - 1) / 10);
    }

    @Test
    void rulesKeepSomeTagsAndTheirSignatures() throws IOException {
        for (int i = 1; i <= 5; i++) {
            registry.push("app", "v1." + i + ".0", CONFIG, bytes("layer " + i));
            clock.pass(Duration.ofMinutes(1));
        }
        registry.push("app", "main", CONFIG, BASE);
        byte[] old = ModelRegistry.manifest(CONFIG, bytes("layer 1"));
        byte[] latest = ModelRegistry.manifest(CONFIG, bytes("layer 5"));
        registry.push("app", "sha256-" + ModelRegistry.digest(old).hex() + ".sig", CONFIG, bytes("old signature"));
        registry.push("app", "sha256-" + ModelRegistry.digest(latest).hex() + ".sig", CONFIG, bytes("signature"));
        clock.pass(Duration.ofDays(2));
        TagRule rule = new TagRule(new TagPattern("*"), new TagPattern("v*"), 2, TagRule.Order.VERSION, null, null);
        CollectReport report = collect(options().withRetention(new Retention(List.of(rule), Pulls.none())), null);
        assertThat(report.tags()).isEqualTo(4);
        assertThat(has(bytes("layer 3"))).isFalse();
        assertThat(has(bytes("old signature"))).isFalse();
        for (byte[] kept : List.of(bytes("layer 4"), bytes("layer 5"), BASE, bytes("signature"), latest)) {
            assertThat(has(kept)).isTrue();
        }
        assertThat(registryKeys()).noneMatch(key -> key.contains("/tags/v1.3.0/"));
    }

    @Test
    void aTagThatIsSetWhileItIsRemovedStays() throws IOException {
        registry.push("app", "v1", CONFIG, BASE);
        clock.pass(Duration.ofDays(2));
        TagRule rule =
                new TagRule(new TagPattern("*"), new TagPattern("*"), 0, TagRule.Order.TIME, Duration.ofHours(1), null);
        byte[] manifest = ModelRegistry.manifest(CONFIG, BASE);
        String history = RegistryKeys.tagged("app", "v1", ModelRegistry.digest(manifest));
        String current = RegistryKeys.current("app", "v1");
        // The registry has written into the history, and sets the tag at the moment when it is removed.
        CollectListener racing = new CollectListener() {
            @Override
            public void began(Step step) {
                try {
                    if (step == Step.RECHECK && !bucket.find(current).isPresent()) {
                        bucket.put(history, RegistryKeys.linkTo(ModelRegistry.digest(manifest)));
                        bucket.put(
                                RegistryKeys.revision("app", ModelRegistry.digest(manifest)),
                                RegistryKeys.linkTo(ModelRegistry.digest(manifest)));
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public void item(CollectItem item) {
                items.add(item);
            }
        };
        StorageCollector.collect(
                bucket, options().withRetention(new Retention(List.of(rule), Pulls.none())), null, racing);
        assertThat(bucket.find(current)).isPresent();
        assertThat(registry.broken("app", manifest, List.of(CONFIG, BASE))).isEmpty();
    }
}
