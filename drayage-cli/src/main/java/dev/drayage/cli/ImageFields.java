package dev.drayage.cli;

import dev.drayage.graph.ImageSummary;
import dev.drayage.json.GoJsonWriter;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.ImageAnnotations;

/** The fields by which JSON output describes an image, the same in every command. */
final class ImageFields {
    private ImageFields() {}

    static void write(GoJsonWriter json, ImageSummary summary) {
        Descriptor image = summary.descriptor();
        image.annotation(ImageAnnotations.IMAGE_NAME)
                .ifPresent(name -> json.name("name").value(name));
        image.annotation(ImageAnnotations.REF_NAME)
                .ifPresent(name -> json.name("refName").value(name));
        descriptor(json, image);
        json.name("platforms").beginArray();
        summary.platforms().forEach(platform -> json.value(platform.toString()));
        json.endArray();
        json.name("blobs").value(summary.blobs());
        json.name("contentSize").value(summary.size());
        json.name("missing").value(summary.missing());
        json.name("elsewhere").value(summary.elsewhere());
        json.name("problems").beginArray();
        summary.problems().forEach(problem -> json.value(OptionNames.translate(problem)));
        json.endArray();
    }

    static void descriptor(GoJsonWriter json, Descriptor descriptor) {
        json.name("mediaType").value(descriptor.mediaType());
        json.name("digest").value(descriptor.digest().toString());
        json.name("size").value(descriptor.size());
        if (descriptor.platform() != null) {
            json.name("platform").value(descriptor.platform().toString());
        }
        if (descriptor.artifactType() != null) {
            json.name("artifactType").value(descriptor.artifactType());
        }
    }
}
