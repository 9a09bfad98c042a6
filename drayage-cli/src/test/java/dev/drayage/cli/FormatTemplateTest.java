package dev.drayage.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Templates of Go's, as far as people type them. */
class FormatTemplateTest {
    private static final Map<String, Object> CONFIG = new TreeMap<>(Map.of(
            "env",
            List.of("A=b", "C=d"),
            "labels",
            new TreeMap<>(Map.of("k", "v", "l.m", "w")),
            "user",
            "",
            "cmd",
            List.of(),
            "workingDir",
            JsonTree.Unset.UNSET));
    private static final Map<String, Object> MANIFEST =
            new TreeMap<>(Map.of("digest", "sha256:m", "os", "linux", "size", 7L, "config", CONFIG));
    private static final Map<String, Object> ATTESTATION = Map.of("digest", "sha256:a", "platform", "unknown/unknown");
    private static final Map<String, Object> IMAGE =
            new TreeMap<>(Map.of("digest", "sha256:i", "size", 9L, "manifests", List.of(MANIFEST, ATTESTATION)));

    private static String format(String template) {
        return FormatTemplate.parse(template).format(IMAGE);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {{.Digest}}                                           | sha256:i
            {{ .digest }} of {{.Size}}                            | sha256:i of 9
            {{.Os}}                                               | linux
            {{.Config.Env}}                                       | [A=b C=d]
            {{.Env}}                                              | [A=b C=d]
            {{json .Config.Env}}                                  | ["A=b","C=d"]
            {{.Config.Labels}}                                    | map[k:v l.m:w]
            {{index .Config.Labels "l.m"}}                        | w
            {{index .Config.Labels "none"}}x                      | x
            {{index .Config.Env 1}}                               | C=d
            {{len .Config.Env}}                                   | 2
            {{join .Env ", "}}                                    | A=b, C=d
            {{range .Env}}<{{.}}>{{end}}                          | <A=b><C=d>
            {{range .Manifests}}{{.Digest}};{{end}}               | sha256:m;sha256:a;
            {{range .Cmd}}x{{else}}none{{end}}                    | none
            {{if .Config.User}}user{{else}}root{{end}}            | root
            {{if .Os}}on {{.Os}}{{end}}                           | on linux
            a {{- .Os -}} b                                       | alinuxb
            <{{.WorkingDir}}>                                     | <>
            {{json .Config}}                                      | {"cmd":[],"env":["A=b","C=d"],"labels":{"k":"v","l.m":"w"},"user":""}
            """)
    void printsAsGoDoes(String template, String expected) {
        assertThat(format(template)).isEqualTo(expected);
    }

    @Test
    void writesLinesAndTabs() {
        assertThat(format("{{.Os}}\\t{{.Size}}\\n")).isEqualTo("linux\t9\n");
    }

    @Test
    void anUnknownFieldIsToldWithThoseThereAre() {
        Map<String, Object> several = new TreeMap<>(IMAGE);
        several.put("manifests", List.of(MANIFEST, MANIFEST));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FormatTemplate.parse("{{.Nothing}}").format(several))
                .withMessage("there is no .Nothing; there are .Digest, .Manifests, .Size; --platform chooses the one"
                        + " manifest whose fields are there too");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> format("{{.Nothing}}"))
                .withMessage("there is no .Nothing; there are .Digest, .Manifests, .Size, .Config, .Os, .Cmd, .Env,"
                        + " .Labels, .User, .WorkingDir");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> format("{{.Config.Nothing}}"))
                .withMessageContaining(".Env, .Labels");
        assertThatIllegalArgumentException().isThrownBy(() -> format("{{.Digest.Algorithm}}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{.Os",
                "{{}}",
                "{{end}}",
                "{{range .Env}}",
                "{{range .Env}}{{else}}{{else}}{{end}}",
                "{{printf \"%s\" .Os}}",
                "{{.Os | upper}}",
                "{{join .Env}}",
                "{{index .Labels k}}",
                "{{$x := .Os}}"
            })
    void whatIsNotUnderstoodIsRefused(String template) {
        assertThatIllegalArgumentException().isThrownBy(() -> format(template));
    }
}
