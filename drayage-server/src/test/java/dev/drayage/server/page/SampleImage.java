package dev.drayage.server.page;

import dev.drayage.json.GoJsonWriter;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.DigestAlgorithm;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.platform.Platform;
import dev.drayage.testkit.ImageBuilder;
import dev.drayage.testkit.MemoryContent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Builds an image whose config says all that a config can say. */
final class SampleImage {
    private final MemoryContent content;
    private final List<Descriptor> layers = new ArrayList<>();
    private final List<Digest> diffIds = new ArrayList<>();
    private final List<String[]> history = new ArrayList<>();
    private final List<String> env = new ArrayList<>();
    private final Map<String, String> labels = new TreeMap<>();
    private final Map<String, String> annotations = new TreeMap<>();
    private Platform platform = Platform.of("linux", "amd64");

    SampleImage(MemoryContent content) {
        this.content = content;
    }

    SampleImage on(Platform other) {
        platform = other;
        return this;
    }

    SampleImage layer(String createdBy, byte[] tar) {
        layers.add(content.add(MediaTypes.OCI_LAYER_GZIP, ImageBuilder.gzip(tar)));
        diffIds.add(Digest.compute(DigestAlgorithm.SHA256, tar));
        history.add(new String[] {createdBy, ""});
        return this;
    }

    SampleImage step(String createdBy) {
        history.add(new String[] {createdBy, "empty"});
        return this;
    }

    SampleImage env(String variable) {
        env.add(variable);
        return this;
    }

    SampleImage label(String name, String value) {
        labels.put(name, value);
        return this;
    }

    SampleImage annotated(String name, String value) {
        annotations.put(name, value);
        return this;
    }

    Descriptor build() {
        Descriptor config = content.add(MediaTypes.OCI_CONFIG, config());
        byte[] manifest = Manifest.encodeOci(config, layers, annotations);
        return content.add(MediaTypes.OCI_MANIFEST, manifest).withPlatform(platform);
    }

    private byte[] config() {
        GoJsonWriter json = new GoJsonWriter();
        json.beginObject().name("created").value("2026-03-04T05:06:07Z");
        json.name("architecture").value(platform.architecture());
        json.name("os").value(platform.os());
        if (platform.variant() != null) {
            json.name("variant").value(platform.variant());
        }
        json.name("config").beginObject();
        json.name("User").value("65532:65532");
        json.name("ExposedPorts")
                .beginObject()
                .name("8080/tcp")
                .beginObject()
                .endObject()
                .endObject();
        json.name("Env").beginArray();
        env.forEach(json::value);
        json.endArray();
        json.name("Entrypoint")
                .beginArray()
                .value("/usr/bin/server")
                .value("--it's")
                .endArray();
        json.name("Cmd").beginArray().value("--port").value("8080").endArray();
        json.name("WorkingDir").value("/srv");
        json.name("Labels").beginObject();
        labels.forEach((name, value) -> json.name(name).value(value));
        json.endObject().endObject();
        json.name("rootfs")
                .beginObject()
                .name("type")
                .value("layers")
                .name("diff_ids")
                .beginArray();
        diffIds.forEach(each -> json.value(each.toString()));
        json.endArray().endObject();
        json.name("history").beginArray();
        for (String[] step : history) {
            json.beginObject()
                    .name("created")
                    .value("2026-03-04T05:06:07Z")
                    .name("created_by")
                    .value(step[0]);
            if (!step[1].isEmpty()) {
                json.name("empty_layer").value(true);
            }
            json.endObject();
        }
        return json.endArray().endObject().toBytes();
    }
}
