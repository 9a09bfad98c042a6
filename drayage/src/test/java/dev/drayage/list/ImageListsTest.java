package dev.drayage.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageListsTest {
    private static final String DIGEST = "sha256:" + "ab".repeat(32);

    private static ListedImages read(String text) throws InvalidListException {
        return ImageLists.read(List.of(new ListText("list", text)), Map.of("TAG", "v7", "EMPTY", "")::get);
    }

    private static List<String> names(String text) throws InvalidListException {
        return read(text).images().stream().map(WantedImage::name).toList();
    }

    private static void assertRefused(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InvalidListException.class)
                .hasMessageContaining(message);
    }

    @Test
    void readsNamesWithComments() throws InvalidListException {
        assertThat(
                        names(
                                "# k3s\ndocker.io/rancher/klipper-helm:v0.9.3\n\n  rancher/shell:v1 # for it\r\nalpine\nalpine\n"))
                .containsExactly(
                        "docker.io/rancher/klipper-helm:v0.9.3",
                        "docker.io/rancher/shell:v1",
                        "docker.io/library/alpine:latest");
        assertRefused("alpine\nrancher/shell:v1 rancher,charts\n", "list line 2: ");
    }

    @Test
    void readsWhatSkopeoSyncReads() throws InvalidListException {
        ListedImages listed = read("""
                registry.example.com:
                  images:
                    busybox: []
                    redis:
                      - "1.0"
                      - %s
                  images-by-tag-regex:
                    nginx: ^1\\.13\\.[12]-alpine-perl$
                  images-by-semver:
                    alpine: ">= 3.12.0"
                  tls-verify: true
                quay.io:
                  images:
                    coreos/etcd:
                      - latest
                """.formatted(DIGEST));
        assertThat(listed.images())
                .extracting(WantedImage::name)
                .containsExactly(
                        "registry.example.com/redis:1.0",
                        "registry.example.com/redis@" + DIGEST,
                        "quay.io/coreos/etcd:latest");
        assertThat(listed.images().get(0).where()).isEqualTo("list line 5");
        assertThat(listed.tags())
                .extracting(tags -> tags.repository().toString())
                .containsExactly(
                        "registry.example.com/busybox", "registry.example.com/nginx", "registry.example.com/alpine");
        assertThat(listed.tags().get(0).rule().accepts("any")).isTrue();
        assertThat(listed.tags().get(1).rule().accepts("1.13.1-alpine-perl")).isTrue();
        assertThat(listed.tags().get(1).rule().accepts("1.13.3-alpine-perl")).isFalse();
        assertThat(listed.tags().get(2).rule().accepts("3.20")).isTrue();
        assertThat(listed.tags().get(2).rule().accepts("3.11.9")).isFalse();
    }

    @Test
    void refusesWhatSkopeoWouldDoAndThisDoesNot() {
        String head = "r.example:\n  images: {a: [v1]}\n";
        assertRefused(head + "  credentials: {username: a, password: b}\n", "list line 3: credentials in a list");
        assertRefused(head + "  tls-verify: false\n", "list line 3: certificates are always verified");
        assertRefused(head + "  cert-dir: /etc\n", "list line 3: cert-dir");
        assertRefused(head + "  imagess: {}\n", "list line 3: a registry has no field imagess");
        assertRefused("r.example:\n  images-by-tag-regex: {a: '('}\n", "list line 2: \"(\" is no regular expression");
        assertRefused("r.example:\n  images-by-semver: {a: 'new'}\n", "list line 2: \"new\" is no range");
    }

    @Test
    void readsHaulersManifests() throws InvalidListException {
        ListedImages listed = read("""
                apiVersion: content.hauler.cattle.io/v1
                kind: Images
                metadata:
                  name: some
                  annotations:
                    hauler.dev/registry: r.example
                    hauler.dev/platform: linux/amd64
                spec:
                  images:
                    - name: busybox:1.36
                    - name: ghcr.io/a/b:v2
                      platform: linux/arm64
                ---
                apiVersion: content.hauler.cattle.io/v1
                kind: Charts
                spec: {charts: [{name: rancher}]}
                """);
        assertThat(listed.images())
                .extracting(WantedImage::name)
                .containsExactly("r.example/busybox:1.36", "ghcr.io/a/b:v2");
        assertThat(listed.images())
                .extracting(image -> String.valueOf(image.platform()))
                .containsExactly("linux/amd64", "linux/arm64");
        assertThat(listed.notes())
                .containsExactly("list line 15: documents of kind Charts hold no images, and are passed over");
        String head = "apiVersion: content.hauler.cattle.io/v1\nkind: Images\nspec:\n  images:\n";
        assertRefused(head + "  - name: a:1\n    key: cosign.pub\n", "list line 6: key asks for signatures");
        assertRefused(head + "  - name: a:1\n    rewrite: b\n", "list line 6: rewrite gives an image another name");
        assertRefused("apiVersion: content.hauler.cattle.io/v1\nkind: ImageTxts\n", "list line 2: an ImageTxts names");
    }

    @Test
    void readsFilesOfDockerCompose() throws InvalidListException {
        ListedImages listed = read("""
                x-base: &base
                  image: redis:7
                services:
                  web:
                    image: "r.example/web:${TAG:-latest}"
                    platform: linux/arm64
                  worker:
                    image: r.example/worker:${NONE:-v1}
                  cache:
                    <<: *base
                  odd:
                    image: ${EMPTY:-alpine}
                  built:
                    build: .
                """);
        assertThat(listed.images())
                .extracting(WantedImage::name)
                .containsExactly(
                        "r.example/web:v7",
                        "r.example/worker:v1",
                        "docker.io/library/redis:7",
                        "docker.io/library/alpine:latest");
        assertThat(listed.images().get(0).platform()).hasToString("linux/arm64");
        assertThat(listed.notes()).containsExactly("list line 14: service built is built, and has no image");
        assertRefused("services:\n  a:\n    image: a:${NONE}\n", "list line 3: the variable NONE is not set");
        assertRefused(
                "include: [other.yaml]\nservices: {a: {image: b}}\n", "list line 1: what it includes is not read");
        assertRefused(
                "services:\n  a:\n    extends: {file: b.yaml, service: a}\n", "list line 3: service a has its image");
    }

    @Test
    void findsImagesInManifestsOfKubernetes() throws InvalidListException {
        assertThat(names("""
                ---
                # Source: chart/templates/deployment.yaml
                apiVersion: apps/v1
                kind: Deployment
                spec:
                  template:
                    spec:
                      initContainers:
                        - {name: init, image: "busybox:1.36"}
                      containers:
                        - name: app
                          image: r.example/app@%s
                      volumes:
                        - name: data
                          image: {reference: "r.example/data:v1"}
                        - name: none
                          emptyDir: {}
                ---
                apiVersion: v1
                kind: List
                items:
                  - apiVersion: batch/v1
                    kind: CronJob
                    spec: {jobTemplate: {spec: {template: {spec: {containers: [{image: "r.example/job:v2"}]}}}}}
                  - apiVersion: v1
                    kind: ConfigMap
                    data: {image: "none:1"}
                ---
                apiVersion: monitoring.example/v1
                kind: Prometheus
                spec:
                  containers: [{name: patched}, {name: side, image: "r.example/side:v3"}]
                """.formatted(DIGEST)))
                .containsExactly(
                        "docker.io/library/busybox:1.36",
                        "r.example/app@" + DIGEST,
                        "r.example/data:v1",
                        "r.example/job:v2",
                        "r.example/side:v3");
        assertRefused(
                "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: ${APP}\n",
                "list line 5: \"${APP}\" is not");
    }

    @Test
    void ofTwoEntriesOfOneNameThatWithADigestCounts() throws InvalidListException {
        String other = DIGEST.replace("ab", "cd");
        ListText names = new ListText("names", "alpine:3\n");
        ListText lock = new ListText("lock", "dray-lock 1\ndocker.io/library/alpine:3 " + DIGEST + " 5 -\nimages 1\n");
        ListText later = new ListText("later", "dray-lock 1\ndocker.io/library/alpine:3 " + other + " 5 -\nimages 1\n");

        for (List<ListText> both : List.of(List.of(names, lock), List.of(lock, names))) {
            assertThat(ImageLists.read(both, name -> null).images())
                    .extracting(image -> String.valueOf(image.digest()))
                    .containsExactly(DIGEST);
        }
        assertThatThrownBy(() -> ImageLists.read(List.of(lock, names, later), name -> null))
                .isInstanceOf(InvalidListException.class)
                .hasMessage("later line 2: docker.io/library/alpine:3 is " + other + " here, and " + DIGEST
                        + " in lock line 2; leave one of them out");
    }

    @Test
    void whatIsMergedMayMergeMore() throws InvalidListException {
        assertThat(names("""
                x-image: &image {image: "redis:7"}
                x-base: &base
                  <<: *image
                  restart: always
                services:
                  cache:
                    <<: *base
                  other:
                    <<: [*base]
                    image: valkey:8
                """)).containsExactly("docker.io/library/redis:7", "docker.io/library/valkey:8");
        assertRefused("x: &x {image: a}\nservices:\n  a:\n    <<: b\n", "list line 4: what is merged into service a");
        StringBuilder chain = new StringBuilder("a0: &a0 {image: b}\n");
        for (int i = 1; i < 500; i++) {
            chain.append("a" + i + ": &a" + i + " {<<: *a" + (i - 1) + "}\n");
        }
        assertRefused(chain + "services: {s: *a499}\n", "what is merged merges others, more than 60 times over");
    }

    @Test
    void saysWhichKindsHaveNoImages() throws InvalidListException {
        String map = "apiVersion: v1\nkind: ConfigMap\ndata: {a: b}\n";
        assertThat(read(map + "---\napiVersion: v1\nkind: Service\n---\n" + map).notes())
                .containsExactly("list: no images in documents of kind ConfigMap, Service");
    }

    @Test
    void stopsWhereAListHasMoreThanListsHave() {
        assertRefused("a\n".repeat(ListedImages.MAX_IMAGES + 1), "list line 20001: more than 20000 images are listed");
        assertRefused("services: {a: [" + "1,".repeat(100_001) + "]}\n", "a document has more than 100000 parts");
        assertRefused("dray-lock 1\n" + "a\n".repeat(30_000), "list: it has more than 20000 images");
    }

    @Test
    void refusesWhatIsNoneOfThem() {
        assertRefused("a: b\n", "list line 1: this is no list of skopeo sync, hauler");
        assertRefused("services:\n\t- a\n", "list line 2: it is not YAML: ");
        assertRefused("services:\n  a: {image: b}\n  a: {image: c}\n", "list line 3: \"a\" is there twice");
        assertRefused("services: " + "[".repeat(100_000), "list line 1: it nests deeper than 60 levels");
    }

    @Test
    void aliasesOfAliasesTakeNoMoreThanTheirText() throws InvalidListException {
        StringBuilder bomb =
                new StringBuilder("apiVersion: v1\nkind: Pod\na0: &a0 {containers: [{image: \"app:v1\"}]}\n");
        for (int i = 1; i < 50; i++) {
            String before = "*a" + (i - 1);
            bomb.append("a" + i + ": &a" + i + " [" + (before + ", ").repeat(9) + before + "]\n");
        }
        assertThat(names(bomb.toString())).containsExactly("docker.io/library/app:v1");
    }

    @Test
    void anExpressionThatTriesForEverIsStopped() {
        TagRule rule = TagRule.expression("(a+)+\\1b");
        assertThatThrownBy(() -> rule.accepts("a".repeat(120) + "!"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("takes too long to try on a tag");
    }

    @Test
    void numbersThatRunIntoEachOtherAreNoRange() {
        for (String text :
                List.of("1.2.34.5", "1.2.3.4", "12345678901234567890", ">=1.2.3.4", "1 2!" + "  3".repeat(300))) {
            assertThatThrownBy(() -> SemverRange.parse(text))
                    .as(text)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is no range of versions");
        }
        assertThat(SemverRange.parse(">=1.0<2.0").accepts("1.5")).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                ">=3.14 ; 3.14.0 3.14 v4 3.20.1 ; 3.13.9 3.15.0-rc1 latest 1.2.3.4",
                "~1.2 ; 1.2 1.2.9 ; 1.3 1.1.9 2",
                "~1 ; 1.0 1.9.9 ; 2 0.9",
                "~1.2.3 ; 1.2.3 1.2.9 ; 1.2.2 1.3.0",
                "^1.2.3 ; 1.2.3 1.9 ; 2.0 1.2.2",
                "^0.2.3 ; 0.2.3 0.2.9 ; 0.3.0 0.2.2",
                "^0.0.3 ; 0.0.3 ; 0.0.4",
                "1.2.x ; 1.2 1.2.7 ; 1.3",
                "* ; 1 2.3 ; latest 1.0-rc",
                "1.2 - 1.4 ; 1.2 1.3.5 1.4.9 ; 1.5 1.1",
                ">=1.0, <2.0 ; 1.5 ; 2.0 0.9",
                ">1 <3 || 5.x ; 2.1 5.9 ; 1.5 3 4",
                "!=1.2.3 ; 1.2.4 ; 1.2.3",
                ">=1.0.0-0 ; 1.0.0-rc.1 1.1.0-alpha ; 0.9",
                "=1.2.3 ; 1.2.3 v1.2.3 ; 1.2.4"
            })
    void rangesOfVersionsAreReadAsSkopeoReadsThem(String range, String inside, String outside) {
        TagRule rule = SemverRange.parse(range);
        assertThat(inside.split(" ", -1)).allMatch(rule::accepts);
        assertThat(outside.split(" ", -1)).noneMatch(rule::accepts);
    }
}
