package dev.drayage.cli;

import dev.drayage.json.GoJsonWriter;
import dev.drayage.metadata.StoredImage;

/** The fields by which JSON output describes what the store has noted of an image, the same in every command. */
final class StoredImageFields {
    private StoredImageFields() {}

    static void write(GoJsonWriter json, StoredImage image) {
        json.name("name").value(image.name());
        ImageFields.descriptor(json, image.target());
        json.name("created").value(image.created().toString());
        json.name("updated").value(image.updated().toString());
        json.name("labels").beginObject();
        image.labels().forEach((key, value) -> json.name(key).value(value));
        json.endObject();
    }
}
