package dev.drayage.server.page;

import dev.drayage.document.InvalidDocumentException;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.ImageConfig;
import dev.drayage.oci.ImageConfig.History;
import dev.drayage.oci.ImageConfig.RunSettings;
import dev.drayage.oci.Manifest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the config of an image says: how it runs, how it was made. */
final class ConfigSections {
    private final Visit visit;
    private final Descriptor image;
    private final Manifest manifest;
    private final ImageConfig config;
    private final @Nullable RunSettings settings;

    ConfigSections(Visit visit, Descriptor image, Manifest manifest, ImageConfig config) {
        this.visit = visit;
        this.image = image;
        this.manifest = manifest;
        this.config = config;
        this.settings = settings(visit, config);
    }

    private static @Nullable RunSettings settings(Visit visit, ImageConfig config) {
        try {
            return RunSettings.parse(config.raw(), visit.documents().limits());
        } catch (InvalidDocumentException e) {
            return null;
        }
    }

    Element run() {
        Element section = Parts.section("run", "How it runs");
        RunSettings run = settings;
        if (run == null) {
            return section.add(Parts.notice("A value of its config is not what it should be; see the config as JSON."));
        }
        Map<String, String> pairs = new LinkedHashMap<>();
        put(pairs, "Entrypoint", line(run.entrypoint()));
        put(pairs, "Command", line(run.cmd()));
        put(pairs, "User", run.user());
        put(pairs, "Working directory", run.workingDir());
        put(pairs, "Ports", String.join(", ", run.exposedPorts()));
        put(pairs, "Volumes", String.join(", ", run.volumes()));
        put(pairs, "Stop signal", run.stopSignal());
        if (pairs.isEmpty() && run.env().isEmpty()) {
            return section.add(Element.of("p", "Its config does not say.").with("class", "empty"));
        }
        if (!pairs.isEmpty()) {
            section.add(Parts.pairs(pairs.entrySet()));
        }
        if (!run.env().isEmpty()) {
            List<Map.Entry<String, String>> variables = new ArrayList<>();
            for (String each : run.env()) {
                int equals = each.indexOf('=');
                variables.add(
                        equals < 0
                                ? Map.entry(each, "")
                                : Map.entry(each.substring(0, equals), each.substring(equals + 1)));
            }
            section.add(Element.of("h3", "Environment"), Parts.pairs(variables));
        }
        return section;
    }

    Optional<Element> labels() {
        RunSettings run = settings;
        return run == null || run.labels().isEmpty()
                ? Optional.empty()
                : Optional.of(Parts.section("labels", "Labels")
                        .add(Parts.pairs(run.labels().entrySet())));
    }

    Element layers(SharedLayers shared) {
        List<String> steps = new ArrayList<>();
        for (History step : config.history()) {
            if (!step.emptyLayer()) {
                steps.add(command(step));
            }
        }
        boolean fits = steps.size() == manifest.layers().size();
        return LayerTable.section("Layers", visit, image, manifest.layers(), fits ? steps : List.of(), shared);
    }

    Element history() {
        Element section = Parts.section("history", "History");
        List<History> steps = config.history();
        if (steps.isEmpty()) {
            return section.add(
                    Element.of("p", "Its config does not say how it was made.").with("class", "empty"));
        }
        boolean fits = steps.stream().filter(step -> !step.emptyLayer()).count()
                == manifest.layers().size();
        Element list = Element.of("ol").with("class", "history");
        int layer = 0;
        for (History step : steps.subList(0, Math.min(steps.size(), Parts.ROWS))) {
            Element item = Element.of("li", Element.of("code", Visible.cut(command(step), Parts.VALUE_CHARS)));
            Element made = Element.of("span").with("class", "made").add(Parts.date(step.created()));
            if (step.emptyLayer()) {
                made.add(Parts.quiet("no layer"));
            } else if (fits) {
                Descriptor blob = manifest.layers().get(layer);
                made.add(
                        Element.link(visit.href(image.digest(), blob), "layer #" + (layer + 1)),
                        Sizes.element(blob.size()));
                layer++;
            }
            String comment = step.comment();
            if (comment != null && !comment.isEmpty()) {
                made.add(Element.name(Visible.cut(comment, 200)).with("class", "quiet"));
            }
            list.add(item.add(made));
        }
        section.add(list);
        return fits
                ? section
                : section.add(Parts.notice("Its steps and its "
                        + manifest.layers().size() + " layers do not fit together, so which made which is not known."));
    }

    private static String command(History step) {
        String command = step.createdBy();
        if (command == null || command.isEmpty()) {
            return "not said";
        }
        return command.replaceFirst("^/bin/sh -c #\\(nop\\) +", "").replaceFirst("^/bin/sh -c (?=\\S)", "RUN ");
    }

    /** As a shell would take them; what the shell treats otherwise is quoted. */
    private static String line(List<String> arguments) {
        StringBuilder line = new StringBuilder();
        for (String argument : arguments) {
            boolean plain = argument.matches("[A-Za-z0-9_./:=@%+,-]+");
            line.append(line.isEmpty() ? "" : " ")
                    .append(plain ? argument : "'" + argument.replace("'", "'\\''") + "'");
        }
        return line.toString();
    }

    private static void put(Map<String, String> pairs, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            pairs.put(name, value);
        }
    }
}
