package dev.drayage.cli;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Prints the description of an image for people. */
record InspectedImage(OutputOptions output) {

    void print(String label, Map<String, Object> image) {
        output.line("Image:       " + label);
        output.line("Digest:      " + image.get("digest"));
        output.line("Media type:  " + image.get("mediaType"));
        map(image, "annotations").forEach((key, value) -> output.line("Annotation:  " + key + "=" + value));
        Object missing = image.getOrDefault("missing", 0L);
        output.line("Content:     " + image.get("blobs") + " blobs, " + ByteCount.exact(number(image, "contentSize"))
                + (missing.equals(0L) ? "" : ", " + missing + " missing"));
        list(image, "manifests").forEach(manifest -> manifest(asMap(manifest)));
        output.line("");
    }

    private void manifest(Map<?, ?> manifest) {
        output.line("");
        Object platform = said(manifest, "platform");
        output.line("  Manifest:  " + manifest.get("digest") + (platform.equals("") ? "" : "  " + platform));
        if (manifest.containsKey("problem")) {
            output.line("  NOT readable: " + manifest.get("problem"));
        }
        line("Artifact", said(manifest, "artifactType"));
        line("Subject", said(map(manifest, "subject"), "digest"));
        Map<?, ?> config = map(manifest, "config");
        if (config.containsKey("digest")) {
            line("Config", config.get("digest") + "  " + config.get("mediaType"));
        }
        if (manifest.containsKey("os")) {
            line("Platform", platform(manifest));
            line("Created", said(manifest, "created"));
        }
        settings(config);
        for (Object each : list(manifest, "layers")) {
            Map<?, ?> layer = asMap(each);
            line(
                    "Layer",
                    layer.get("digest") + "  " + ByteCount.rounded(number(layer, "size")) + "  "
                            + layer.get("mediaType"));
        }
        for (Object each : list(manifest, "history")) {
            Map<?, ?> step = asMap(each);
            line("History", (said(step, "created") + "  " + said(step, "createdBy") + comment(step)).strip());
        }
    }

    private void settings(Map<?, ?> config) {
        line("User", said(config, "user"));
        line("Workdir", said(config, "workingDir"));
        line("Entrypoint", words(config, "entrypoint"));
        line("Cmd", words(config, "cmd"));
        list(config, "env").forEach(variable -> line("Env", variable));
        line("Ports", joined(config, "exposedPorts"));
        line("Volumes", joined(config, "volumes"));
        line("Stop", said(config, "stopSignal"));
        map(config, "labels").forEach((key, value) -> line("Label", key + "=" + value));
    }

    private void line(String what, Object value) {
        String text = String.valueOf(value);
        if (!text.isEmpty()) {
            output.line(String.format("  %-10s %s", what + ":", text));
        }
    }

    private static String platform(Map<?, ?> manifest) {
        Object variant = said(manifest, "variant");
        Object version = said(manifest, "osVersion");
        return said(manifest, "os") + (version.equals("") ? "" : "(" + version + ")") + "/"
                + said(manifest, "architecture") + (variant.equals("") ? "" : "/" + variant);
    }

    private static String comment(Map<?, ?> step) {
        Object comment = said(step, "comment");
        return comment.equals("") ? "" : "  # " + comment;
    }

    /** As it would have to be written in a Dockerfile. */
    private static String words(Map<?, ?> config, String name) {
        List<?> words = list(config, name);
        return words.isEmpty()
                ? ""
                : words.stream().map(word -> "\"" + word + "\"").collect(Collectors.joining(", ", "[", "]"));
    }

    private static String joined(Map<?, ?> config, String name) {
        return list(config, name).stream().map(String::valueOf).collect(Collectors.joining(", "));
    }

    private static Object said(Map<?, ?> map, String name) {
        Object value = map.get(name);
        return value == null ? "" : value.toString();
    }

    private static long number(Map<?, ?> map, String name) {
        return map.get(name) instanceof Long number ? number : 0;
    }

    private static List<?> list(Map<?, ?> map, String name) {
        return map.get(name) instanceof List<?> list ? list : List.of();
    }

    private static Map<?, ?> map(Map<?, ?> map, String name) {
        return asMap(map.get(name));
    }

    private static Map<?, ?> asMap(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
