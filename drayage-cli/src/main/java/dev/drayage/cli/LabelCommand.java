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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dray label}. */
@Command(
        name = "label",
        mixinStandardHelpOptions = true,
        description = "Set labels of a stored image, or show them.",
        footerHeading = "%nExamples:%n",
        footer = {"  dray label app:v1 env=prod owner=", "  dray label app:v1"})
final class LabelCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output;

    @Mixin
    private StoreLocation store;

    @Parameters(
            index = "0",
            paramLabel = "IMAGE",
            converter = StoredName.Converter.class,
            description = "The stored image.")
    private StoredName name;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "KEY=VALUE",
            description = "Labels to set, or with no value to remove; others stay.")
    private List<String> changes = List.of();

    @Override
    public Integer call() throws IOException {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String change : changes) {
            int equals = change.indexOf('=');
            if (equals < 1) {
                throw new ParameterException(spec.commandLine(), "'" + change + "' is not KEY=VALUE");
            }
            if (labels.put(change.substring(0, equals), change.substring(equals + 1)) != null) {
                throw new ParameterException(
                        spec.commandLine(), "the label " + change.substring(0, equals) + " is given more than once");
            }
        }
        try (OpenStore open = store.open()) {
            show(labelled(open.namespace().images(), labels));
        }
        return ExitCode.DONE;
    }

    private StoredImage labelled(ImageStore images, Map<String, String> labels) throws IOException {
        StoredImage image = name.find(images);
        if (labels.isEmpty()) {
            return image;
        }
        List<String> paths =
                labels.keySet().stream().map(key -> "labels." + key).toList();
        return images.update(image.withLabels(labels), paths);
    }

    private void show(StoredImage image) {
        if (output.json()) {
            output.document(json -> StoredImageFields.write(json, image));
        } else {
            image.labels().forEach((key, value) -> output.line(key + "=" + value));
        }
    }
}
