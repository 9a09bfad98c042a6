package dev.drayage.testkit;

import static dev.drayage.testkit.ContentWrites.layerOf;
import static dev.drayage.testkit.ContentWrites.store;
import static dev.drayage.testkit.Refusals.refuses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.labels.Labels;
import dev.drayage.metadata.ImageNamespace;
import dev.drayage.metadata.ImageStore;
import dev.drayage.metadata.StoredImage;
import dev.drayage.oci.Descriptor;
import dev.drayage.task.TaskScope;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How a store keeps images by name. Extend it once for each kind of store. */
@Timeout(60)
public abstract class ImageStoreContract {
    private static final byte[] FIRST = {1};
    private static final byte[] SECOND = {2, 2};

    /** A namespace without anything in it; what is opened for it is closed by the extending class. */
    protected abstract ImageNamespace emptyNamespace() throws IOException;

    /** Whether annotations without a value are kept; containerd drops them. */
    protected boolean keepsEmptyAnnotations() {
        return true;
    }

    private ImageStore images() throws IOException {
        ImageNamespace namespace = emptyNamespace();
        store(namespace.content(), "first", FIRST);
        store(namespace.content(), "second", SECOND);
        return namespace.images();
    }

    private static StoredImage image(String name) {
        return StoredImage.of(name, layerOf(FIRST));
    }

    @Test
    void keepsNameTargetAndLabels() throws IOException {
        ImageStore images = images();
        Descriptor target = layerOf(FIRST)
                .withAnnotations(keepsEmptyAnnotations() ? Map.of("a", "1", "empty", "") : Map.of("a", "1"));
        StoredImage created = images.create(
                StoredImage.of("docker.io/library/app:v1", target).withLabels(Map.of("l", "x", "none", "")));
        assertThat(created.target()).isEqualTo(target);
        assertThat(created.labels()).isEqualTo(Map.of("l", "x"));
        assertThat(created.updated()).isEqualTo(created.created());
        assertThat(images.get("docker.io/library/app:v1")).contains(created);
        assertThat(images.get("docker.io/library/app")).isEmpty();
    }

    @Test
    void givesANameOnce() throws IOException {
        ImageStore images = images();
        StoredImage created = images.create(image("taken"));
        refuses(Kind.ALREADY_EXISTS, () -> images.create(StoredImage.of("taken", layerOf(SECOND))));
        assertThat(images.get("taken")).contains(created);
    }

    @Test
    void listsInOrderOfNames() throws IOException {
        ImageStore images = images();
        for (String name : List.of("b", "a", "C", "a/b", "a:1", "\u00e9")) {
            images.create(image(name));
        }
        assertThat(images.list(List.of()))
                .extracting(StoredImage::name)
                .containsExactly("C", "a", "a/b", "a:1", "b", "\u00e9");
    }

    @Test
    void listsManyImages() throws IOException {
        ImageStore images = images();
        List<StoredImage> created = new ArrayList<>();
        for (int i = 1000; i < 2201; i++) {
            created.add(images.create(image("image-" + i).withLabels(Map.of("number", String.valueOf(i)))));
        }
        assertThat(images.list(List.of())).isEqualTo(created);
        assertThat(images.list(List.of("labels.number==1500"))).containsExactly(created.get(500));
    }

    @Test
    void listsWhatAnyFilterAccepts() throws IOException {
        ImageStore images = images();
        images.create(image("docker.io/library/alpine:3.20").withLabels(Map.of("env", "prod", "a.b/c", "x y")));
        images.create(image("docker.io/library/alpine:edge").withLabels(Map.of("env", "test")));
        images.create(StoredImage.of("quay.io/app:v1", layerOf(SECOND)));
        assertThat(names(images, "name==quay.io/app:v1")).containsExactly("quay.io/app:v1");
        assertThat(names(images, "name~=alpine")).hasSize(2);
        assertThat(names(images, "name~=alpine,labels.env!=prod")).containsExactly("docker.io/library/alpine:edge");
        assertThat(names(images, "labels.env")).hasSize(2);
        assertThat(names(images, "labels.\"a.b/c\"==\"x y\"")).containsExactly("docker.io/library/alpine:3.20");
        assertThat(names(images, "target.digest==" + layerOf(SECOND).digest())).containsExactly("quay.io/app:v1");
        assertThat(names(images, "name==quay.io/app:v1", "labels.env==test")).hasSize(2);
        assertThat(names(images, "name==nothing")).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> images.list(List.of("name=x")));
    }

    private static List<String> names(ImageStore images, String... filters) throws IOException {
        return images.list(List.of(filters)).stream().map(StoredImage::name).toList();
    }

    @Test
    void updatesTheFieldsThatArePathsOf() throws IOException {
        ImageStore images = images();
        StoredImage created = images.create(image("image").withLabels(Map.of("a", "1", "b", "2")));
        StoredImage other = StoredImage.of("image", layerOf(SECOND)).withLabels(Map.of("b", "3", "c", "4"));
        StoredImage labelled = images.update(other, List.of("labels.b", "labels.a"));
        assertThat(labelled.labels()).isEqualTo(Map.of("b", "3"));
        assertThat(labelled.target()).isEqualTo(created.target());
        StoredImage moved = images.update(other, List.of("target"));
        assertThat(moved.labels()).isEqualTo(labelled.labels());
        assertThat(moved.target()).isEqualTo(layerOf(SECOND));
        assertThat(images.update(other, List.of("labels")).labels()).isEqualTo(Map.of("b", "3", "c", "4"));
        assertThat(moved.created()).isEqualTo(created.created());
        assertThat(moved.updated()).isAfterOrEqualTo(created.updated());
    }

    @Test
    void updatesEverythingWithoutAPath() throws IOException {
        ImageStore images = images();
        StoredImage created = images.create(image("image").withLabels(Map.of("a", "1")));
        StoredImage updated =
                images.update(StoredImage.of("image", layerOf(SECOND)).withLabels(Map.of("b", "2")), List.of());
        assertThat(updated.target()).isEqualTo(layerOf(SECOND));
        assertThat(updated.labels()).isEqualTo(Map.of("b", "2"));
        assertThat(updated.created()).isEqualTo(created.created());
        assertThat(images.get("image")).contains(updated);
    }

    @Test
    void refusesWhatNoImageCanBe() throws IOException {
        ImageStore images = images();
        StoredImage created = images.create(image("image"));
        refuses(Kind.INVALID_ARGUMENT, () -> images.update(image("image"), List.of("size")));
        refuses(
                Kind.INVALID_ARGUMENT,
                () -> images.update(
                        image("image").withLabels(Map.of("k", "v".repeat(Labels.MAX_BYTES))), List.of("labels")));
        refuses(
                Kind.INVALID_ARGUMENT,
                () -> images.create(image("other").withLabels(Map.of("k", "v".repeat(Labels.MAX_BYTES)))));
        assertThat(images.list(List.of())).containsExactly(created);
    }

    @Test
    void changesNothingThatIsNotThere() throws IOException {
        ImageStore images = images();
        refuses(Kind.NOT_FOUND, () -> images.update(image("absent"), List.of()));
        refuses(Kind.NOT_FOUND, () -> images.delete("absent"));
    }

    @Test
    void aDeletedNameCanBeGivenAgain() throws IOException {
        ImageStore images = images();
        images.create(image("image").withLabels(Map.of("old", "1")));
        images.delete("image");
        assertThat(images.get("image")).isEmpty();
        assertThat(images.create(StoredImage.of("image", layerOf(SECOND))).labels())
                .isEmpty();
    }

    @Test
    void deletesSeveralAndNamesTheFirstThatIsNotThere() throws IOException {
        ImageStore images = images();
        for (String name : List.of("first", "second", "third")) {
            images.create(image(name));
        }
        images.deleteAll(List.of("second", "first"));
        assertThat(images.list(List.of())).extracting(StoredImage::name).containsExactly("third");
        refuses(Kind.NOT_FOUND, () -> images.deleteAll(List.of("absent", "third")));
        assertThat(images.get("third")).isPresent();
    }

    @Test
    void showsThoseWithAPrefixInPages() throws IOException {
        ImageStore images = images();
        List<String> names = List.of(
                "a",
                "a%:1",
                "a%:2",
                "a*:1",
                "a-b:1",
                "a.b:1",
                "a/b:1",
                "a/b:10",
                "a/b:2",
                "a/b@x",
                "a/bc:1",
                "a/b\uffff",
                "a/b\ud83d\ude00",
                "a_b:1",
                "aXb:1",
                "axb:1",
                "b");
        for (String name : names) {
            images.create(image(name));
        }
        assertThat(names(images.page("a/b:", "", 10))).containsExactly("a/b:1", "a/b:10", "a/b:2");
        assertThat(names(images.page("a/b:", "a/b:1", 1))).containsExactly("a/b:10");
        assertThat(names(images.page("a/b:", "a/b:2", 10))).isEmpty();
        assertThat(names(images.page("a.b", "", 10))).containsExactly("a.b:1");
        assertThat(names(images.page("a%", "", 10))).containsExactly("a%:1", "a%:2");
        assertThat(names(images.page("a_", "", 10))).containsExactly("a_b:1");
        assertThat(names(images.page("a*", "", 10))).containsExactly("a*:1");
        assertThat(names(images.page("a/b\uffff", "", 10))).containsExactly("a/b\uffff");
        assertThat(names(images.page("a/b\ud83d\ude00", "", 10))).containsExactly("a/b\ud83d\ude00");
        assertThat(names(images.page("c", "", 10))).isEmpty();
        List<String> listed = new ArrayList<>();
        List<StoredImage> page = images.page("", "", 3);
        while (!page.isEmpty()) {
            listed.addAll(names(page));
            page = images.page("", page.get(page.size() - 1).name(), 3);
        }
        assertThat(listed).isEqualTo(names(images.list(List.of()))).hasSameSizeAs(names);
    }

    private static List<String> names(List<StoredImage> images) {
        return images.stream().map(StoredImage::name).toList();
    }

    @Test
    void deletesANameOfCertainContentOnly() throws IOException {
        ImageStore images = images();
        images.create(image("image"));
        assertThat(images.delete("image", layerOf(SECOND).digest())).isFalse();
        assertThat(images.get("image")).isPresent();
        assertThat(images.delete("absent", layerOf(FIRST).digest())).isFalse();
        assertThat(images.delete("image", layerOf(FIRST).digest())).isTrue();
        assertThat(images.get("image")).isEmpty();
    }

    @Test
    void oneOfManyGivesAName() throws IOException {
        ImageStore images = images();
        AtomicInteger given = new AtomicInteger();
        try (TaskScope scope = TaskScope.open("namers", 4)) {
            for (int i = 0; i < 16; i++) {
                scope.fork(() -> {
                    try {
                        images.create(image("contested"));
                        given.incrementAndGet();
                    } catch (ContentException e) {
                        assertThat(e.kind()).isEqualTo(Kind.ALREADY_EXISTS);
                    }
                });
            }
            scope.join();
        }
        assertThat(given).hasValue(1);
    }

    @Test
    void noLabelIsLostToAnotherWriter() throws IOException {
        ImageStore images = images();
        images.create(image("image"));
        try (TaskScope scope = TaskScope.open("labellers", 4)) {
            for (int i = 0; i < 32; i++) {
                String key = "label-" + i;
                scope.fork(() -> images.update(image("image").withLabels(Map.of(key, "x")), List.of("labels." + key)));
            }
            scope.join();
        }
        assertThat(images.get("image").orElseThrow().labels()).hasSize(32);
    }
}
