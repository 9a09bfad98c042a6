package dev.drayage.cli;

import dev.drayage.content.AlreadyExistsException;
import dev.drayage.metadata.ImageStore;
import dev.drayage.metadata.StoredImage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dray tag}. */
@Command(
        name = "tag",
        mixinStandardHelpOptions = true,
        description = "Give a stored image further names.",
        footerHeading = "%nExamples:%n",
        footer = {"  dray tag app:v1 registry.example/app:v1", "  dray tag --force app:v2 app:latest"})
final class TagCommand implements Callable<Integer> {
    @Mixin
    private OutputOptions output;

    @Mixin
    private StoreLocation store;

    @Option(names = "--force", description = "Take the name from the image that has it.")
    private boolean force;

    @Parameters(
            index = "0",
            paramLabel = "IMAGE",
            converter = StoredName.Converter.class,
            description = "The stored image.")
    private StoredName image;

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "NAME",
            converter = StoredName.NewNameConverter.class,
            description = "What to call it as well; app is docker.io/library/app:latest.")
    private List<StoredName> names;

    @Override
    public Integer call() throws IOException {
        try (OpenStore open = store.open()) {
            ImageStore images = open.namespace().images();
            StoredImage tagged = image.find(images);
            for (StoredName name : names) {
                give(images, StoredImage.of(name.text(), tagged.target()).withLabels(tagged.labels()));
            }
        }
        return ExitCode.DONE;
    }

    private void give(ImageStore images, StoredImage named) throws IOException {
        StoredImage stored;
        try {
            stored = images.create(named);
        } catch (AlreadyExistsException e) {
            stored = give(images, named, e);
        }
        StoredImage shown = stored;
        if (output.json()) {
            output.document(json -> StoredImageFields.write(json, shown));
        } else {
            output.message(shown.name() + " is " + shown.target().digest());
        }
    }

    /** The image of a name that is given already. */
    private StoredImage give(ImageStore images, StoredImage named, AlreadyExistsException given) throws IOException {
        Optional<StoredImage> known = images.get(named.name());
        if (known.isPresent()
                && known.get().target().digest().equals(named.target().digest())) {
            return known.get();
        }
        if (!force) {
            throw new AlreadyExistsException(given.getMessage() + "; --force takes the name from it", given);
        }
        return images.update(named, List.of());
    }
}
