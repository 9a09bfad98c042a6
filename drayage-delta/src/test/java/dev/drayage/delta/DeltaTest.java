package dev.drayage.delta;

import static dev.drayage.testkit.ImageBuilder.anImageIn;
import static dev.drayage.testkit.ImageBuilder.noise;
import static dev.drayage.testkit.IndexBuilder.anIndexIn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.content.Blob;
import dev.drayage.content.ContentException;
import dev.drayage.content.ContentNotFoundException;
import dev.drayage.content.DigestMismatchException;
import dev.drayage.content.ReadableContent;
import dev.drayage.delta.DeltaReport.LayerDelta;
import dev.drayage.delta.packing.Packing;
import dev.drayage.graph.Documents;
import dev.drayage.graph.Graph;
import dev.drayage.graph.Handler;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.LayerDraft;
import dev.drayage.testkit.MemoryContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeltaTest {
    private static final byte[] GZIP_HEADER = HexFormat.of().parseHex("1f8b08000000000000ff");
    private static final long WINDOW = 128L << 20;

    private final MemoryContent oldContent = new MemoryContent();
    private final MemoryContent newContent = new MemoryContent();
    private final MemoryContent deltaContent = new MemoryContent();

    @TempDir
    private Path directory;

    private static byte[] packed(String packing, byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packer =
                Packing.named(packing, GZIP_HEADER).orElseThrow().packer(out, InputStream.nullInputStream())) {
            packer.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    private static ImageBuilder with(ImageBuilder image, String packing, byte[] tar) {
        return packing.equals("none")
                ? image.withLayer(tar)
                : image.withStoredLayer(MediaTypes.OCI_LAYER_GZIP, packed(packing, tar), tar);
    }

    private Descriptor oldImage(String packing, byte[]... tars) {
        ImageBuilder image = anImageIn(oldContent);
        for (byte[] tar : tars) {
            with(image, packing, tar);
        }
        return image.build();
    }

    private Descriptor newImage(String packing, byte[]... tars) {
        ImageBuilder image = anImageIn(newContent);
        for (byte[] tar : tars) {
            with(image, packing, tar);
        }
        return image.build();
    }

    private DeltaOptions options() {
        return new DeltaOptions(directory, WINDOW, DeltaListener.NONE);
    }

    /** Makes a delta, and keeps what it consists of, as a copy of it would. */
    private List<Descriptor> create(Descriptor old, Descriptor image) throws IOException {
        return create(List.of(old), List.of(image));
    }

    private List<Descriptor> create(List<Descriptor> old, List<Descriptor> images) throws IOException {
        try (CreatedDelta created =
                DeltaCreation.create(new MemoryPlace(oldContent, old), old, newContent, images, options())) {
            Documents documents = new Documents(created.content());
            for (Descriptor each : all(documents, created.images())) {
                deltaContent.add(each.mediaType(), bytes(created.content(), each));
            }
            return created.images();
        }
    }

    private static List<Descriptor> all(Documents documents, List<Descriptor> roots) throws IOException {
        List<Descriptor> all = new ArrayList<>();
        Handler children = Handler.children(documents);
        Graph.walk(
                descriptor -> {
                    all.add(descriptor);
                    return children.handle(descriptor);
                },
                documents.limits(),
                roots);
        return all;
    }

    private static byte[] bytes(ReadableContent content, Descriptor descriptor) throws IOException {
        try (Blob blob = content.open(descriptor)) {
            return blob.newInputStream().readAllBytes();
        }
    }

    private DeltaReport report(List<Descriptor> artifacts) throws IOException {
        return Delta.read(new MemoryPlace(deltaContent, artifacts), artifacts).report();
    }

    private List<LayerMethod> methods(List<Descriptor> artifacts) throws IOException {
        return report(artifacts).manifests().stream()
                .flatMap(manifest -> manifest.layers().stream())
                .map(LayerDelta::method)
                .toList();
    }

    private UpdatedImages updated(List<Descriptor> artifacts, Descriptor... base) throws IOException {
        Delta delta = Delta.read(new MemoryPlace(deltaContent, artifacts), artifacts);
        return UpdatedImages.of(delta, MemoryPlace.of(oldContent, base), List.of(), directory, WINDOW);
    }

    /** Every blob of the new images, read of the delta and the base alone. */
    private void requireExact(List<Descriptor> artifacts, Descriptor base, Descriptor... images) throws IOException {
        try (UpdatedImages updated = updated(artifacts, base)) {
            assertThat(updated.images())
                    .extracting(Descriptor::digest)
                    .containsExactlyElementsOf(
                            List.of(images).stream().map(Descriptor::digest).toList());
            for (Descriptor each : all(new Documents(newContent), List.of(images))) {
                assertThat(updated.content().info(each.digest()).orElseThrow().size())
                        .isEqualTo(each.size());
                assertThat(bytes(updated.content(), each)).as("%s", each).isEqualTo(newContent.bytes(each.digest()));
            }
        }
    }

    private static byte[] tree(Map<String, byte[]> files) {
        LayerDraft layer = new LayerDraft();
        files.forEach(layer::file);
        return layer.bytes();
    }

    private static Map<String, byte[]> files() {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("bin/app", noise(1, 300_000));
        files.put("lib/a", noise(2, 50_000));
        files.put("lib/b", "text\n".repeat(5000).getBytes(StandardCharsets.UTF_8));
        return files;
    }

    private static Map<String, byte[]> changed() {
        Map<String, byte[]> files = files();
        byte[] app = Objects.requireNonNull(files.get("bin/app")).clone();
        app[1000]++;
        app[200_000]++;
        files.put("bin/app", app);
        files.remove("lib/a");
        files.put("lib/moved/a", noise(2, 50_000));
        files.put("etc/new", "new".getBytes(StandardCharsets.UTF_8));
        return files;
    }

    @ParameterizedTest
    @ValueSource(strings = {"go-1", "go-6", "go-9", "zlib-1", "zlib-6", "gzip-9", "pgzip-1.18.1", "none"})
    void leadsToTheVeryLayer(String packing) throws IOException {
        Descriptor old = oldImage("go-6", tree(files()));
        Descriptor image = newImage(packing, tree(changed()));

        List<Descriptor> delta = create(old, image);

        assertThat(methods(delta)).containsExactly(LayerMethod.PATCHED);
        assertThat(report(delta).bytes()).isLessThan(6000);
        requireExact(delta, old, image);
    }

    @Test
    void takesFromTheBaseWhatItHas() throws IOException {
        byte[] same = tree(files());
        Descriptor old = oldImage("go-6", same, tree(Map.of("a", noise(3, 2000))));
        Descriptor image = newImage("go-6", same, tree(Map.of("b", noise(4, 2000))));

        List<Descriptor> delta = create(old, image);

        assertThat(methods(delta)).startsWith(LayerMethod.REUSED);
        requireExact(delta, old, image);
    }

    @Test
    void packsAgainWhatOnlyWasPackedInAnotherWay() throws IOException {
        byte[] same = tree(files());
        Descriptor old = oldImage("go-1", same);
        Descriptor image = newImage("zlib-9", same);

        List<Descriptor> delta = create(old, image);

        assertThat(methods(delta)).containsExactly(LayerMethod.REPACKED);
        assertThat(report(delta).bytes()).isLessThan(image.size() + 3000);
        requireExact(delta, old, image);
    }

    @Test
    void takesAlongWhatItCannotMakeExactly() throws IOException {
        byte[] tar =
                tree(Map.of("text", "as it was, and as it is; ".repeat(2000).getBytes(UTF_8)));
        Descriptor old = oldImage("go-6", tree(files()));
        Descriptor image = anImageIn(newContent)
                .withStoredLayer(MediaTypes.OCI_LAYER_GZIP, changingItsMind(tar), tar)
                .build();

        List<Descriptor> delta = create(old, image);

        assertThat(methods(delta)).containsExactly(LayerMethod.WHOLE);
        requireExact(delta, old, image);
    }

    /** Now with matches, now without, so that nobody guesses it. */
    private static byte[] changingItsMind(byte[] tar) throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out) {
            @Override
            public synchronized void write(byte[] bytes, int offset, int count) throws IOException {
                for (int at = offset; at < offset + count; ) {
                    int part = Math.min(offset + count - at, 3 + random.nextInt(40));
                    def.setStrategy(random.nextBoolean() ? Deflater.HUFFMAN_ONLY : Deflater.DEFAULT_STRATEGY);
                    super.write(bytes, at, part);
                    at += part;
                }
            }
        }) {
            gzip.write(tar);
        }
        return out.toByteArray();
    }

    @Test
    void correctsWhatIsNearlyKnown() throws IOException {
        byte[] tar = tree(changed());
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.write(packed("go-6", Arrays.copyOf(tar, 2000)));
        packed.write(packed("go-6", Arrays.copyOfRange(tar, 2000, tar.length)));
        Descriptor old = oldImage("go-6", tree(files()));
        Descriptor image = anImageIn(newContent)
                .withStoredLayer(MediaTypes.OCI_LAYER_GZIP, packed.toByteArray(), tar)
                .build();

        List<Descriptor> delta = create(old, image);

        assertThat(methods(delta)).containsExactly(LayerMethod.PATCHED);
        requireExact(delta, old, image);
        assertThat(create(old, image)).isEqualTo(delta);
    }

    @Test
    void correctsWhatIsPackedAnew() throws IOException {
        byte[] tar = tree(files());
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        packed.write(packed("zlib-9", Arrays.copyOf(tar, 2000)));
        packed.write(packed("zlib-9", Arrays.copyOfRange(tar, 2000, tar.length)));
        Descriptor old = oldImage("go-6", tar);
        Descriptor image = anImageIn(newContent)
                .withStoredLayer(MediaTypes.OCI_LAYER_GZIP, packed.toByteArray(), tar)
                .build();

        List<Descriptor> delta = create(old, image);

        assertThat(methods(delta)).containsExactly(LayerMethod.REPACKED);
        requireExact(delta, old, image);
    }

    @Test
    void isTheSameForTheSameImages() throws IOException {
        Descriptor old = oldImage("go-6", tree(files()));
        Descriptor image = newImage("go-6", tree(changed()));

        assertThat(create(old, image)).isEqualTo(create(old, image));
    }

    @Test
    void isAnArtifactThatOtherReadersOfDeltasKnow() throws IOException {
        Descriptor old = oldImage("go-6", tree(files()), tree(Map.of("same", noise(5, 3000))));
        Descriptor image = newImage("go-6", tree(changed()), tree(Map.of("same", noise(5, 3000))));

        Descriptor artifact = create(old, image).get(0);

        Manifest manifest = new Documents(deltaContent).manifest(artifact);
        Manifest target = new Documents(newContent).manifest(image);
        Manifest source = new Documents(oldContent).manifest(old);
        Digest reused = target.layers().get(1).digest();
        assertThat(manifest.artifactType()).isEqualTo("application/vnd.io.github.containers.oci-delta.v1");
        assertThat(manifest.subject()).isEqualTo(Descriptor.of(image.mediaType(), image.digest(), image.size()));
        assertThat(manifest.config()).isEqualTo(Descriptor.empty());
        assertThat(manifest.annotations())
                .containsEntry(
                        "io.github.containers.delta.target", image.digest().toString())
                .containsEntry("io.github.containers.delta.source", old.digest().toString())
                .containsEntry(
                        "io.github.containers.delta.source-config",
                        source.config().digest().toString())
                .containsEntry("io.github.containers.delta.reused", "[\"" + reused + "\"]")
                .containsKey("io.github.containers.delta.reused-diff-id");
        assertThat(manifest.layers())
                .extracting(layer ->
                        layer.annotation("io.github.containers.delta.content").orElseThrow())
                .containsExactly("image-manifest", "image-config", "image-layer", "packing");
        assertThat(manifest.layers().get(2).mediaType()).isEqualTo("application/vnd.tar-diff");
        assertThat(manifest.layers().get(2).annotation("io.github.containers.delta.to"))
                .contains(target.layers().get(0).digest().toString());
    }

    @Test
    void leadsToAnIndexWithWhatIsNoImageInIt() throws IOException {
        Platform arm = Platform.of("linux", "arm64");
        Descriptor oldAmd = oldImage("go-6", tree(files()));
        Descriptor oldArm = with(anImageIn(oldContent).on(arm), "go-6", tree(Map.of("arm", noise(6, 90_000))))
                .build();
        Descriptor old = anIndexIn(oldContent).of(oldAmd, oldArm).build();
        Descriptor amd = newImage("go-6", tree(changed()));
        byte[] armFile = noise(6, 90_000);
        armFile[5]++;
        Descriptor newArm = with(anImageIn(newContent).on(arm), "zlib-6", tree(Map.of("arm", armFile)))
                .build();
        Descriptor attestation = anImageIn(newContent)
                .ofArtifactType("application/x-attestation")
                .withStoredLayer(MediaTypes.IN_TOTO, noise(7, 500), noise(7, 500))
                .build();
        Descriptor image = anIndexIn(newContent).of(amd, newArm, attestation).build();

        List<Descriptor> delta = create(old, image);

        assertThat(methods(delta)).contains(LayerMethod.PATCHED);
        assertThat(report(delta).bytes()).isLessThan(20_000);
        requireExact(delta, old, image);
    }

    @Test
    void leavesOutWhatASparseIndexLacks() throws IOException {
        Descriptor old = oldImage("go-6", tree(files()));
        Descriptor image = newImage("go-6", tree(changed()));
        Descriptor missing = newImage("go-6", tree(Map.of("x", noise(8, 10))));
        Descriptor index = anIndexIn(newContent).of(image, missing).build();
        newContent.remove(missing.digest());

        List<Descriptor> delta = create(old, index);

        try (UpdatedImages updated = updated(delta, old)) {
            assertThat(updated.content().info(image.digest())).isPresent();
            assertThat(updated.content().info(missing.digest())).isEmpty();
        }
    }

    @Test
    void takesEachImageFromTheOldOneOfItsName() throws IOException {
        Descriptor oldApp = named(oldImage("go-6", tree(files())), "r.example/app:1");
        Descriptor oldOther = named(oldImage("go-6", tree(Map.of("o", noise(9, 70_000)))), "r.example/other:1");
        byte[] file = noise(9, 70_000);
        file[9]++;
        Descriptor app = named(newImage("go-6", tree(changed())), "r.example/app:2");
        Descriptor other = named(newImage("go-6", tree(Map.of("o", file))), "r.example/other:2");

        List<Descriptor> delta = create(List.of(oldApp, oldOther), List.of(app, other));

        assertThat(methods(delta)).containsOnly(LayerMethod.PATCHED);
        try (UpdatedImages updated = updated(delta, oldApp, oldOther)) {
            assertThat(updated.images()).containsExactly(app, other);
            assertThat(updated.find("r.example/app:2").digest()).isEqualTo(app.digest());
        }
        Descriptor unknown = named(newImage("go-6", tree(Map.of("u", noise(1, 5)))), "r.example/unknown:2");
        assertThatThrownBy(() -> create(List.of(oldApp, oldOther), List.of(unknown)))
                .isInstanceOf(ContentException.class)
                .hasMessageContaining("cannot be told which of them r.example/unknown:2 is made of");
    }

    private static Descriptor named(Descriptor image, String name) {
        return Descriptor.of(image.mediaType(), image.digest(), image.size())
                .withAnnotation(ImageAnnotations.IMAGE_NAME, name);
    }

    @Test
    void seesFilesAsAllLayersTogetherShowThem() throws IOException {
        Map<String, byte[]> lower = new LinkedHashMap<>();
        for (String path : List.of("gone", "replaced", "dir/a", "dir/b", "opaque/a", "kept", "now-a-link")) {
            lower.put(path, noise(path.hashCode(), 4000));
        }
        byte[] upper = new LayerDraft()
                .file(".wh.gone", new byte[0])
                .file("replaced", noise(77, 4000))
                .file(".wh.dir", new byte[0])
                .file("dir/b", noise(78, 4000))
                .file("opaque/new", noise(79, 4000))
                .file("opaque/.wh..wh..opq", new byte[0])
                .link("now-a-link", "kept")
                .bytes();
        oldImage("go-6", tree(lower), upper);
        Descriptor old = oldImage("go-6", tree(lower), upper);
        List<Descriptor> layers = new Documents(oldContent).manifest(old).layers();

        try (OldTree tree = OldTree.read(oldContent, layers, OldTree.ALL, WINDOW, directory)) {
            assertThat(tree.all())
                    .extracting(file -> file.path())
                    .containsExactly("dir/b", "kept", "opaque/new", "replaced");
            try (Blob blob = tree.open("replaced")) {
                assertThat(blob.newInputStream().readAllBytes()).isEqualTo(noise(77, 4000));
            }
            assertThatThrownBy(() -> tree.open("gone")).isInstanceOf(ContentNotFoundException.class);
        }
    }

    @Test
    void saysThatTheBaseLacksTheImage() throws IOException {
        Descriptor old = oldImage("go-6", tree(files()));
        List<Descriptor> delta = create(old, newImage("go-6", tree(changed())));
        Descriptor other = oldImage("go-6", tree(Map.of("other", noise(1, 10))));
        oldContent.remove(old.digest());

        assertThatThrownBy(() -> updated(delta, other))
                .isInstanceOf(ContentNotFoundException.class)
                .hasMessageContaining("has no image " + old.digest());
    }

    @Test
    void takesAnotherManifestOfTheSameConfigForTheBase() throws IOException {
        Descriptor old = oldImage("go-6", tree(files()));
        Descriptor image = newImage("go-6", tree(changed()));
        List<Descriptor> delta = create(old, image);
        oldContent.remove(old.digest());
        Descriptor again = oldImage("zlib-1", tree(files()));

        requireExact(delta, again, image);
    }

    @Test
    void saysThatALayerOfTheBaseIsDamaged() throws IOException {
        Descriptor old = oldImage("go-6", tree(files()));
        Descriptor image = newImage("go-6", tree(changed()));
        List<Descriptor> delta = create(old, image);

        requireDamageNamed(old, 8L * 200_000, delta, image);
    }

    /** Damages the one layer of the base, which then keeps the one of the image from being made. */
    private void requireDamageNamed(Descriptor old, long bit, List<Descriptor> delta, Descriptor image)
            throws IOException {
        Digest layer = new Documents(oldContent).manifest(old).layers().get(0).digest();
        oldContent.flipBit(layer, bit);
        try (UpdatedImages updated = updated(delta, old)) {
            Descriptor made = new Documents(newContent).manifest(image).layers().get(0);
            assertThatThrownBy(() -> updated.content().open(made))
                    .isInstanceOf(DigestMismatchException.class)
                    .hasMessageContaining(layer.toString());
        }
    }

    @Test
    void saysThatTheDeltaIsDamaged() throws IOException {
        Descriptor old = oldImage("go-6", tree(files()));
        Descriptor image = newImage("go-6", tree(changed()));
        List<Descriptor> delta = create(old, image);
        Descriptor patch =
                new Documents(deltaContent).manifest(delta.get(0)).layers().get(2);
        Descriptor made = new Documents(newContent).manifest(image).layers().get(0);
        byte[] whole = deltaContent.bytes(patch.digest());
        for (int bit = 0; bit < 8 * whole.length; bit += 8 * whole.length / 50) {
            deltaContent.replace(patch.digest(), whole);
            deltaContent.flipBit(patch.digest(), bit);
            try (UpdatedImages updated = updated(delta, old)) {
                assertThatThrownBy(() -> updated.content().open(made))
                        .isInstanceOf(DigestMismatchException.class)
                        .hasMessageContaining(patch.digest().toString());
            }
        }
    }

    @Test
    void saysThatALayerOfTheBaseIsDamagedThatWouldBePackedAgain() throws IOException {
        byte[] same = tree(files());
        Descriptor old = oldImage("go-1", same);
        Descriptor image = newImage("zlib-9", same);
        List<Descriptor> delta = create(old, image);

        requireDamageNamed(old, 8L * 100_000, delta, image);
    }

    @Test
    void makesOnceWhatHasTwoNamesAndKeepsBoth() throws IOException {
        Descriptor old = oldImage("go-6", tree(files()));
        Descriptor image = newImage("go-6", tree(changed()));
        List<String> done = new ArrayList<>();
        DeltaOptions options = new DeltaOptions(directory, WINDOW, new DeltaListener() {
            @Override
            public void done(LayerDelta layer) {
                done.add(layer.method().name());
            }
        });

        try (CreatedDelta created = DeltaCreation.create(
                MemoryPlace.of(oldContent, old),
                List.of(old),
                newContent,
                List.of(named(image, "r.example/app:2"), named(image, "r.example/app:latest")),
                options)) {
            assertThat(done).containsExactly("PATCHED");
            assertThat(Delta.read(created, created.images()).images())
                    .extracting(
                            each -> each.annotation(ImageAnnotations.IMAGE_NAME).orElseThrow())
                    .containsExactly("r.example/app:2", "r.example/app:latest");
        }
    }

    @Test
    void takesAlongLayersThatItCannotReadAtAll() throws IOException {
        Descriptor old = anImageIn(oldContent)
                .withLayer(tree(files()))
                .withStoredLayer(MediaTypes.OCI_LAYER_GZIP + "+encrypted", noise(3, 900), noise(3, 900))
                .build();
        byte[] xz = noise(4, 900);
        System.arraycopy(HexFormat.of().parseHex("fd377a585a00"), 0, xz, 0, 6);
        Descriptor image = anImageIn(newContent)
                .withLayer(tree(changed()))
                .withStoredLayer(MediaTypes.OCI_LAYER, xz, xz)
                .withStoredLayer(MediaTypes.OCI_LAYER_GZIP, packed("go-6", new byte[0]), new byte[0])
                .build();

        List<Descriptor> delta = create(old, image);

        assertThat(methods(delta).subList(0, 2)).containsExactly(LayerMethod.PATCHED, LayerMethod.WHOLE);
        requireExact(delta, old, image);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"unpackedSize\":>\"unpackedSize\":99999999999999999",
                "\"size\":>\"size\":1",
                "\"baseBytes\":>\"baseBytes\":9223372036854775"
            })
    void refusesSizesThatCannotBe(String change) throws IOException {
        Descriptor old = oldImage("go-6", tree(files()));
        Descriptor image = newImage("go-6", tree(changed()));
        Descriptor changed = withPacking(create(old, image).get(0), change);
        Descriptor made = new Documents(newContent).manifest(image).layers().get(0);

        assertThatThrownBy(() -> {
                    try (UpdatedImages updated = updated(List.of(changed), old);
                            Blob blob = updated.content().open(made)) {
                        blob.newInputStream().readAllBytes();
                    }
                })
                .isInstanceOf(IOException.class);
    }

    private Descriptor withPacking(Descriptor artifact, String change) throws IOException {
        Manifest manifest = new Documents(deltaContent).manifest(artifact);
        Descriptor packing = manifest.layers().get(3);
        String text = new String(deltaContent.bytes(packing.digest()), StandardCharsets.UTF_8)
                .replace(change.substring(0, change.indexOf('>')), change.substring(change.indexOf('>') + 1));
        Descriptor other = deltaContent
                .add(packing.mediaType(), text.getBytes(StandardCharsets.UTF_8))
                .withAnnotations(packing.annotations());
        List<Descriptor> layers = new ArrayList<>(manifest.layers());
        layers.set(3, other);
        return deltaContent.add(
                MediaTypes.OCI_MANIFEST,
                Manifest.encodeArtifact(
                        String.valueOf(manifest.artifactType()), layers, manifest.subject(), manifest.annotations()));
    }

    @Test
    void refusesWhatIsNoDelta() throws IOException {
        Descriptor old = oldImage("go-6", tree(files()));

        assertThatThrownBy(() -> Delta.read(MemoryPlace.of(oldContent, old), List.of(old)))
                .isInstanceOf(ContentNotFoundException.class)
                .hasMessageContaining("holds no delta");
        assertThatThrownBy(() -> Delta.read(MemoryPlace.of(oldContent), List.of()))
                .isInstanceOf(ContentNotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"schemaVersion\":1>\"schemaVersion\":2", "go-6>go-7777"})
    void refusesADeltaOfAVersionThatItDoesNotKnow(String change) throws IOException {
        Descriptor old = oldImage("go-6", tree(files()));
        Descriptor artifact = create(old, newImage("go-6", tree(changed()))).get(0);
        Descriptor changed = withPacking(artifact, change);

        assertThatThrownBy(() -> Delta.read(MemoryPlace.of(deltaContent, changed), List.of(changed)))
                .isInstanceOf(ContentException.class)
                .hasMessageContaining(changed.digest().toString())
                .hasMessageContaining("newer dray");
    }

    @Test
    void leadsThroughRandomEditsOfRandomTrees() throws IOException {
        Random random = new Random(17);
        String[] packings = {"go-1", "go-6", "zlib-6", "gzip-6", "pgzip-1.15.10", "none"};
        for (int round = 0; round < 25; round++) {
            Map<String, byte[]> lower = randomTree(random);
            Map<String, byte[]> upper = randomTree(random);
            Descriptor old = oldImage(packings[random.nextInt(packings.length)], tree(lower), tree(upper));
            Descriptor image = newImage(
                    packings[random.nextInt(packings.length)],
                    tree(edited(random, lower)),
                    tree(random.nextInt(4) == 0 ? upper : edited(random, upper)));

            requireExact(create(old, image), old, image);
        }
    }

    private static Map<String, byte[]> randomTree(Random random) {
        Map<String, byte[]> files = new TreeMap<>();
        for (int i = random.nextInt(6); i >= 0; i--) {
            files.put(
                    "dir" + random.nextInt(3) + "/file" + random.nextInt(9),
                    noise(random.nextInt(5), random.nextInt(9000)));
        }
        return files;
    }

    private static Map<String, byte[]> edited(Random random, Map<String, byte[]> tree) {
        Map<String, byte[]> edited = new TreeMap<>();
        tree.forEach((path, bytes) -> {
            byte[] copy = Arrays.copyOf(bytes, Math.max(0, bytes.length + random.nextInt(200) - 100));
            for (int i = random.nextInt(5); i > 0 && copy.length > 0; i--) {
                copy[random.nextInt(copy.length)]++;
            }
            if (random.nextInt(6) > 0) {
                edited.put(random.nextInt(6) == 0 ? path + ".moved" : path, copy);
            }
        });
        edited.put("added", noise(random.nextInt(), 1 + random.nextInt(500)));
        return edited;
    }
}
