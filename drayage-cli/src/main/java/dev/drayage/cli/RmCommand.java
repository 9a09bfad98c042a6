package dev.drayage.cli;

import dev.drayage.metadata.ImageStore;
import dev.drayage.metadata.StoredImage;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code dray rm}. */
@Command(
        name = "rm",
        mixinStandardHelpOptions = true,
        description = "Take names from stored images. Their content stays until dray gc frees what nothing holds.",
        footerHeading = "%nExamples:%n",
        footer = {"  dray rm app:v1 && dray gc"})
final class RmCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions output;

    @Mixin
    private StoreLocation store;

    @Parameters(
            arity = "1..*",
            paramLabel = "NAME",
            converter = StoredName.Converter.class,
            description = "The names to take; none is if one of them is not there.")
    private List<StoredName> names;

    @Override
    public Integer call() throws IOException {
        try (OpenStore open = store.open()) {
            ImageStore images = open.namespace().images();
            // Two names may be one image's: as it was written, and in full.
            Map<String, StoredImage> found = new LinkedHashMap<>();
            for (StoredName name : names) {
                StoredImage image = name.find(images);
                found.put(image.name(), image);
            }
            images.deleteAll(List.copyOf(found.keySet()));
            for (StoredImage image : found.values()) {
                if (output.json()) {
                    output.document(json -> StoredImageFields.write(json, image));
                } else {
                    output.message("removed " + image.name());
                }
            }
        }
        return ExitCode.DONE;
    }
}
