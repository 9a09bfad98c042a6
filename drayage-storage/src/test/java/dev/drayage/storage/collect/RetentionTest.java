package dev.drayage.storage.collect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.drayage.document.InvalidDocumentException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetentionTest {
    private static final Instant NOW = Instant.parse("2026-11-28T00:00:00Z");

    @TempDir
    Path directory;

    private static TagRecord tag(String name, int days) {
        return new TagRecord(
                "app",
                name,
                Sha256.digest(new byte[32]),
                NOW.minus(Duration.ofDays(days)).toEpochMilli());
    }

    private Retention rules(String json, String... logs) throws IOException {
        Path file = Files.writeString(directory.resolve("rules.json"), json);
        Path log = Files.writeString(directory.resolve("log"), String.join("\n", logs));
        return new Retention(RetentionFile.read(file), Pulls.read(List.of(log)));
    }

    @Test
    void versionsAreOrderedAsSemanticVersioningHasIt() {
        List<String> expected = List.of(
                "latest",
                "v0.9",
                "1.0.0-alpha",
                "1.0.0-alpha.1",
                "1.0.0-alpha.beta",
                "1.0.0-beta",
                "1.0.0-beta.2",
                "1.0.0-beta.11",
                "1.0.0-rc.1",
                "1.0.0",
                "v1.2",
                "1.10.0",
                "2");
        Stream<String> sorted = expected.stream()
                .sorted()
                .sorted((one, other) -> TagVersion.ORDER.compare(TagVersion.of(one), TagVersion.of(other)));
        assertThat(sorted).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "v*, v1.0, true",
        "v*, 1.0, false",
        "*-rc?, 1.0-rc1, true",
        "*-rc?, 1.0-rc, false",
        "*, any/thing, true",
        "a*b*c, axxbyyc, true",
        "a*b*c, axxbyy, false",
        "v?, v, false",
        "a.b, axb, false"
    })
    void patternsMatch(String pattern, String name, boolean matches) {
        assertThat(new TagPattern(pattern).matches(name)).isEqualTo(matches);
    }

    @Test
    void aTagThatNoRuleIsAboutStays() throws IOException {
        Retention rules = rules("{\"rules\":[{\"tags\":\"v*\",\"newest\":1}]}");
        assertThat(rules.removed(List.of(tag("v1", 3), tag("v2", 2), tag("main", 900)), NOW))
                .containsExactly("v1");
    }

    @Test
    void aRuleOfOtherRepositoriesIsAboutNone() throws IOException {
        Retention rules = rules("{\"rules\":[{\"repositories\":\"team/*\",\"newest\":1}]}");
        assertThat(rules.removed(List.of(tag("v1", 3), tag("v2", 2)), NOW)).isEmpty();
    }

    @Test
    void aKeyThatIsNotUnderstoodIsRefused() throws IOException {
        for (String text : List.of("{\"rulez\":[]}", "{\"rules\":[{\"tag\":\"v*\",\"newest\":1}]}")) {
            Path file = Files.writeString(directory.resolve("unknown.json"), text);
            assertThatThrownBy(() -> RetentionFile.read(file)).hasMessageContaining("unknown key");
        }
    }

    @Test
    void ageAndPullsKeepToo() throws IOException {
        Retention rules = rules(
                "{\"rules\":[{\"youngerThanDays\":30,\"pulledWithinDays\":90}]}",
                "{\"time\":\"2026-11-01T00:00:00.123Z\",\"client\":\"127.0.0.1\",\"method\":\"GET\","
                        + "\"path\":\"/v2/app/manifests/own\",\"status\":200,\"received\":0}",
                "127.0.0.1 - - [01/Nov/2026:07:15:09 +0000] \"GET /v2/app/manifests/combined HTTP/1.1\" 200 528 \"\" \"x\"",
                "time=\"2026-11-01T07:15:09.5Z\" level=info http.request.method=GET"
                        + " http.request.uri=\"/v2/app/manifests/logrus\" http.response.status=200",
                "127.0.0.1 - - [01/Nov/2026:07:15:09 +0000] \"GET /v2/app/manifests/refused HTTP/1.1\" 404 528 \"\" \"x\"",
                "127.0.0.1 - - [01/Jan/2026:07:15:09 +0000] \"GET /v2/app/manifests/long HTTP/1.1\" 200 528 \"\" \"x\"");
        List<TagRecord> tags = Stream.of("own", "combined", "logrus", "refused", "long", "never")
                .map(name -> tag(name, 500))
                .toList();
        assertThat(rules.removed(tags, NOW)).containsExactly("long", "never", "refused");
        assertThat(rules.removed(List.of(tag("young", 29), tag("older", 31)), NOW))
                .containsExactly("older");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|has no rules",
                "{\"rules\":[{\"tags\":\"v*\"}]}|keeps nothing",
                "{\"rules\":[{\"newest\":1,\"order\":\"size\"}]}|must be time or version",
                "{\"rules\":[{\"newest\":1,\"tags\":\"\"}]}|must not be empty"
            })
    void rulesThatCannotBeMeantAreRefused(String json, String problem) {
        assertThatThrownBy(() -> rules(json))
                .isInstanceOf(InvalidDocumentException.class)
                .hasMessageContaining(problem);
    }
}
