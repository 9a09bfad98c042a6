package dev.drayage.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.drayage.json.Quotes;
import dev.drayage.testkit.Randomized;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {
    private static final String DIGEST = Documents.SHA256;

    @ParameterizedTest
    @CsvSource({
        "alpine,                              docker.io,         library/alpine,            alpine",
        "docker.io/alpine,                    docker.io,         library/alpine,            alpine",
        "index.docker.io/alpine,              docker.io,         library/alpine,            alpine",
        "docker.io/library/alpine,            docker.io,         library/alpine,            alpine",
        "library/alpine,                      docker.io,         library/alpine,            alpine",
        "fooo/bar,                            docker.io,         fooo/bar,                  fooo/bar",
        "index.docker.io/fooo/bar,            docker.io,         fooo/bar,                  fooo/bar",
        "other/library,                       docker.io,         other/library,             other/library",
        "library/foo/bar,                     docker.io,         library/foo/bar,           library/foo/bar",
        "ubuntu-12.04-base,                   docker.io,         library/ubuntu-12.04-base, ubuntu-12.04-base",
        "localhost/fooo,                      localhost,         fooo,                      localhost/fooo",
        "LOCALDOMAIN/fooo/bar,                LOCALDOMAIN,       fooo/bar,                  LOCALDOMAIN/fooo/bar",
        "Foo/bar,                             Foo,               bar,                       Foo/bar",
        "127.0.0.1:8000/private/moonbase,     127.0.0.1:8000,    private/moonbase,          127.0.0.1:8000/private/moonbase",
        "example.com/privatebase,             example.com,       privatebase,               example.com/privatebase",
        "xn--n3h.com/x,                       xn--n3h.com,       x,                         xn--n3h.com/x",
        "a---b.c/x,                           a---b.c,           x,                         a---b.c/x",
        "[fc00::1]:5000/docker,               [fc00::1]:5000,    docker,                    [fc00::1]:5000/docker",
        "[2001:db8::1]/docker,                [2001:db8::1],     docker,                    [2001:db8::1]/docker",
        "192.168.0.1,                         docker.io,         library/192.168.0.1,       192.168.0.1",
        "docker---rules/dock__er,             docker.io,         docker---rules/dock__er,   docker---rules/dock__er",
        "a_b.c/d,                             '',                a_b.c/d,                   a_b.c/d"
    })
    void splitsAndNormalisesNamesAsDockerDoes(String text, String domain, String path, String familiar) {
        Reference reference = Reference.parse(text);
        assertThat(reference).isEqualTo(new Reference(domain, path, null, null));
        assertThat(reference.familiar()).isEqualTo(familiar);
        assertThat(reference).hasToString(domain.isEmpty() ? path : domain + "/" + path);
        assertThat(reference.isNameOnly()).isTrue();
    }

    @Test
    void readsTagAndDigest() {
        Reference reference = Reference.parse("busybox:1.36@" + DIGEST);
        assertThat(reference.tag()).isEqualTo("1.36");
        assertThat(reference.digest()).isEqualTo(Digest.parse(DIGEST));
        assertThat(reference).hasToString("docker.io/library/busybox:1.36@" + DIGEST);
        assertThat(reference.familiar()).isEqualTo("busybox:1.36@" + DIGEST);
        assertThat(Reference.parse("192.168.0.1:80").tag()).isEqualTo("80");
        assertThat(Reference.parse("localhost:5000/x").tag()).isNull();
        assertThat(Reference.parse("x:" + "t".repeat(128)).tag()).hasSize(128);
    }

    @Test
    void addsTheDefaultTagOnlyToABareName() {
        assertThat(Reference.parse("alpine").withDefaultTag()).hasToString("docker.io/library/alpine:latest");
        assertThat(Reference.parse("alpine:3").withDefaultTag()).hasToString("docker.io/library/alpine:3");
        assertThat(Reference.parse("alpine@" + DIGEST).withDefaultTag())
                .hasToString("docker.io/library/alpine@" + DIGEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "https://github.com/docker/docker",
                "docker/Docker",
                "ALPINE",
                "-docker",
                "-docker/docker",
                "-docker.io/docker/docker",
                "docker///docker",
                "docker.io/docker/Docker",
                "docker.io/",
                "/x",
                "x/",
                "[fc00::1]",
                "[fc00::1]:5000",
                "fc00::1:5000/debian",
                "[fe80::1%eth0]:5000/debian",
                "[2001:db8:3:4::192.0.2.33]:5000/debian",
                "docker-/docker",
                "____/____",
                "_docker/_docker",
                "dock..er/docker",
                "dock_.er/docker",
                "dock-.er/docker",
                "dock___er/docker",
                "x:",
                "x@",
                "x:-foo",
                "x:.foo",
                "x:a b",
                "x:a:b",
                "x@sha256:abcd",
                "x@md5:d41d8cd98f00b204e9800998ecf8427e",
                "x y",
                "x\n",
                "x:a\n",
                "\u001b[31mred",
                "caf\u00e9",
                "host:/x",
                "host:port/x",
                "a..b/c:",
                "localhost:5000/",
                "1a3f5e7d9c1b3a5f7e9d1c3b5a7f9e1d3c5b7a9f1e3d5d7c9b1a3f5e7d9c1b3a"
            })
    void refusesWhatIsAgainstTheGrammarAndQuotesIt(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reference.parse(text))
                .withMessageStartingWith(Quotes.quote(text) + " is not the name of an image: ");
    }

    @Test
    void takesSixtyFourHexDigitsBehindARegistry() {
        String id = "1a3f5e7d9c1b3a5f7e9d1c3b5a7f9e1d3c5b7a9f1e3d5d7c9b1a3f5e7d9c1b3a";
        assertThat(Reference.parse("docker.io/" + id).path()).isEqualTo("library/" + id);
    }

    @Test
    void limitsTheLengthOfPathTagAndText() {
        assertThat(Reference.parse("example.com/" + "a".repeat(255)).path()).hasSize(255);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reference.parse("example.com/" + "a".repeat(256)))
                .withMessageContaining("256 characters, more than 255");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reference.parse("x:" + "t".repeat(129)))
                .withMessageContaining("is not a tag");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Reference.parse("a-".repeat(1_000_000)))
                .withMessageContaining("longer than 1000 characters");
    }

    @Test
    void cannotBeMadeOfWrongParts() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Reference("a/b", "c", null, null));
        assertThatIllegalArgumentException().isThrownBy(() -> new Reference("docker.io", "alpine", null, null));
        assertThatIllegalArgumentException().isThrownBy(() -> new Reference("x.io", "../y", null, null));
        assertThatIllegalArgumentException().isThrownBy(() -> new Reference("x.io", "y", "a/b", null));
    }

    @Test
    void readsBackItsFullName() {
        Randomized.check(5000, random -> {
            Reference reference = Reference.parse(name(random));
            assertThat(Reference.parse(reference.toString())).isEqualTo(reference);
        });
    }

    @Test
    void readsBackItsFamiliarNameUnlessThatLooksLikeARegistry() {
        Randomized.check(5000, random -> {
            Reference reference = Reference.parse(name(random));
            if (!reference.path().startsWith("localhost/") && !reference.path().matches("[^/]*\\..*/.*")) {
                assertThat(Reference.parse(reference.familiar())).isEqualTo(reference);
            }
        });
    }

    @Test
    void neverFailsInAnyOtherWayThanItSays() {
        List<String> parts = List.of(
                "a",
                "B",
                "docker.io",
                "localhost",
                "/",
                "/",
                ":",
                "@",
                ".",
                "_",
                "__",
                "-",
                "[::1]",
                "80",
                DIGEST,
                "\u00e9",
                "\n");
        Randomized.check(20_000, random -> {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(10); i > 0; i--) {
                text.append(Randomized.oneOf(random, parts));
            }
            try {
                Reference reference = Reference.parse(text.toString());
                assertThat(Reference.parse(reference.toString())).isEqualTo(reference);
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).contains(" is not the name of an image: ");
            }
        });
    }

    private static String name(Random random) {
        StringBuilder name = new StringBuilder(Randomized.oneOf(
                random,
                List.of(
                        "",
                        "",
                        "docker.io/",
                        "index.docker.io/",
                        "localhost/",
                        "x.io:80/",
                        "UP/",
                        "[::1]:5/",
                        "a_b.c/")));
        for (int i = random.nextInt(3); i >= 0; i--) {
            name.append(Randomized.oneOf(random, List.of("a", "library", "a.b", "a__b", "a--b", "0", "localhost")))
                    .append(i == 0 ? "" : "/");
        }
        return name.append(random.nextBoolean() ? "" : ":v1.0-X_")
                .append(random.nextBoolean() ? "" : "@" + DIGEST)
                .toString();
    }
}
