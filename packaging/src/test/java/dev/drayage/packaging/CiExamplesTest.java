package dev.drayage.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What the examples run is run by {@code packaging/try-ci.sh} and {@code try-image.sh}; here they are read. */
class CiExamplesTest {
    private static final Path EXAMPLES = Path.of(System.getProperty("drayage.root"), "packaging", "ci");

    @Test
    void theActionRunsAScriptThatLiesBesideItWithAllInputs() throws IOException {
        Map<String, Object> action = read("github/action.yml");

        assertThat(action).containsKeys("name", "description", "inputs", "outputs", "runs");
        assertThat(at(action, "runs", "using")).isEqualTo("composite");
        Map<String, Object> step = map(list(at(action, "runs", "steps")).get(0));
        assertThat(step).containsEntry("shell", "bash").containsEntry("run", "\"$GITHUB_ACTION_PATH/install.sh\"");
        assertThat(EXAMPLES.resolve("github/install.sh")).isExecutable();
        assertThat(map(step.get("env")).values())
                .containsExactlyInAnyOrderElementsOf(map(action.get("inputs")).keySet().stream()
                        .map(input -> "${{ inputs." + input + " }}")
                        .toList());
        String script = Files.readString(EXAMPLES.resolve("github/install.sh"));
        assertThat(map(step.get("env")).keySet()).allMatch(variable -> script.contains("$" + variable));
    }

    @Test
    void theWorkflowGivesTheActionWhatItNeeds() throws IOException {
        Map<String, Object> inputs = map(read("github/action.yml").get("inputs"));
        Set<String> needed = new TreeSet<>(inputs.keySet());
        needed.removeIf(input -> !Boolean.TRUE.equals(map(inputs.get(input)).get("required")));

        Map<String, Object> workflow = read("github/workflow.yml");
        assertThat(workflow).containsKeys("name", "on", "jobs");
        Map<String, Object> job = map(at(workflow, "jobs", "export"));
        assertThat(job).containsKeys("runs-on", "steps");
        Map<String, Object> use = map(list(job.get("steps")).get(0));
        assertThat((String) use.get("uses")).matches("drayage/drayage/packaging/ci/github@v[0-9.]+");
        assertThat(map(use.get("with")).keySet()).isEqualTo(needed);
        assertThat((String) use.get("uses"))
                .endsWith("@v" + map(use.get("with")).get("version"));
    }

    @Test
    void theJobForGitlabExtendsWhatInstalls() throws IOException {
        Map<String, Object> jobs = read("gitlab/dray.yml");

        assertThat(map(jobs.get(".dray"))).containsKeys("image", "variables", "before_script");
        assertThat(at(jobs, "export-image", "extends")).isEqualTo(".dray");
        List<Object> lines = new ArrayList<>(list(at(jobs, ".dray", "before_script")));
        lines.addAll(list(at(jobs, "export-image", "script")));
        assertThat(lines).allMatch(line -> line instanceof String);
        assertThat(lines.toString()).contains("sha256sum --check");
    }

    @Test
    void theJobForKubernetesMountsWhatItNamesAndGivesNothingElse() throws IOException {
        Map<String, Object> job = read("kubernetes/export-images.yaml");

        assertThat(job).containsEntry("apiVersion", "batch/v1").containsEntry("kind", "Job");
        assertThat(at(job, "metadata", "name")).isEqualTo("export-images");
        Map<String, Object> pod = map(at(job, "spec", "template", "spec"));
        assertThat(pod).containsEntry("restartPolicy", "Never").containsEntry("automountServiceAccountToken", false);
        Map<String, Object> container = map(list(pod.get("containers")).get(0));
        assertThat((String) container.get("image")).contains("@sha256:");
        assertThat(list(container.get("args"))).startsWith("export").allMatch(argument -> argument instanceof String);
        assertThat(map(container.get("securityContext")))
                .containsEntry("readOnlyRootFilesystem", true)
                .containsEntry("allowPrivilegeEscalation", false)
                .containsEntry("capabilities", Map.of("drop", List.of("ALL")));
        assertThat(names(container.get("volumeMounts"))).isEqualTo(names(pod.get("volumes")));
        String readme = Files.readString(EXAMPLES.resolve("README.md"));
        String yaml = Files.readString(EXAMPLES.resolve("kubernetes/export-images.yaml"));
        for (String place : List.of("NODE", "REGISTRY", "DIGEST", "IMAGE")) {
            assertThat(yaml).containsOnlyOnce(place);
            assertThat(readme).contains("`" + place + "`");
        }
    }

    private static Set<Object> names(@Nullable Object listed) {
        Set<Object> names = new HashSet<>();
        list(listed).forEach(each -> names.add(map(each).get("name")));
        return names;
    }

    private static Map<String, Object> read(String file) throws IOException {
        return map(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(EXAMPLES.resolve(file))));
    }

    private static @Nullable Object at(Map<String, Object> document, String... keys) {
        @Nullable Object value = document;
        for (String key : keys) {
            assertThat(map(value)).containsKey(key);
            value = map(value).get(key);
        }
        return value;
    }

    @SuppressWarnings("unchecked") // keys that are no text would fail where they are read
    private static Map<String, Object> map(@Nullable Object value) {
        assertThat(value).isInstanceOf(Map.class);
        return (Map<String, Object>) Objects.requireNonNull(value);
    }

    @SuppressWarnings("unchecked") // of anything
    private static List<Object> list(@Nullable Object value) {
        assertThat(value).isInstanceOf(List.class);
        return (List<Object>) Objects.requireNonNull(value);
    }
}
