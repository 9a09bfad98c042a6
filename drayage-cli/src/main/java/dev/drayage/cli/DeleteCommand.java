package dev.drayage.cli;

import dev.drayage.content.ContentException;
import dev.drayage.oci.Digest;
import dev.drayage.oci.Reference;
import dev.drayage.place.PlaceName;
import dev.drayage.registry.RegistryPlace;
import dev.drayage.registry.Repository;
import dev.drayage.storage.RegistryStoragePlace;
import dev.drayage.storage.StoredRepositories;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code dray delete}. */
@Command(
        name = "delete",
        mixinStandardHelpOptions = true,
        description = {
            "Delete a tag, or a manifest with all its tags, from a registry that lets one, or from the storage of one,"
                    + " where dray gc frees the bytes.",
            "By tag, only the tag goes. By digest, the manifest goes, and every tag that means it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  dray delete docker://registry.example/app:v1",
            "  dray delete docker://registry.example/app@sha256:4bcf…",
            "  dray delete registry-storage:/var/lib/registry:app:v1"
        })
final class DeleteCommand implements Callable<Integer> {
    /** A request for each tag of a repository with more would take too long for a response that nobody reads. */
    private static final int MAX_TAGS = 200;

    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output;

    @Mixin
    private RegistryArguments registries;

    @Parameters(
            paramLabel = "REF",
            converter = PlaceNames.Converter.class,
            description = "docker://HOST/REPOSITORY:TAG or docker://HOST/REPOSITORY@DIGEST, or the same in"
                    + " registry-storage:DIR:REPOSITORY")
    private PlaceName name;

    /**
     * The tags that go with a manifest.
     *
     * @param found those of the tags that were looked at
     * @param areAll false if there may be more
     */
    private record Tags(List<String> found, boolean areAll) {}

    @Override
    public Integer call() throws IOException {
        if (name.scheme().equals(RegistryStoragePlace.SCHEME)) {
            return deleteStored();
        }
        if (!name.scheme().equals(PlaceNames.REGISTRY)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "only images in a registry or its storage are deleted, docker://HOST/REPOSITORY:TAG or"
                            + " registry-storage:DIR:REPOSITORY:TAG; names of stored images are taken away by dray rm");
        }
        Reference reference = RegistryPlace.reference(name);
        boolean hasTag = reference.tag() != null;
        if (hasTag == (reference.digest() != null)) {
            throw new ParameterException(
                    spec.commandLine(),
                    (hasTag ? "name a tag or a digest, not both, in " : "name a tag or a digest in ") + name);
        }
        Repository repository = registries.client(output).repository(reference);
        if (hasTag) {
            String digest = repository.resolve().digest().toString();
            repository.delete(String.valueOf(reference.tag()));
            told(digest, List.of(String.valueOf(reference.tag())), "deleted the tag " + name + " of " + digest);
        } else {
            Digest digest = repository.resolve().digest();
            Tags tags = tagsOf(digest, repository);
            repository.delete(digest.toString());
            String also = tags.found().isEmpty() ? "" : " and with it the tags " + String.join(", ", tags.found());
            String maybe = tags.areAll() ? "" : "; it may have had more tags, which are gone too";
            told(digest.toString(), tags.found(), "deleted " + name + also + maybe);
        }
        return ExitCode.DONE;
    }

    private int deleteStored() throws IOException {
        registries.requireNone(name.toString());
        String image = name.image();
        String named = image == null ? "" : image.replaceFirst("^[^:@]*", "");
        if (named.length() < 2) {
            throw new ParameterException(spec.commandLine(), "name a tag or a digest of a repository in " + name);
        }
        try (StoredRepositories repository = StoredRepositories.open(name)) {
            String reference = named.substring(1);
            if (named.startsWith(":")) {
                String digest =
                        repository.deleteTag(reference).map(Digest::toString).orElse("");
                told(
                        digest,
                        List.of(reference),
                        "deleted the tag " + name + (digest.isEmpty() ? ", which named nothing" : " of " + digest));
            } else {
                List<String> tags = repository.deleteManifest(Digest.parse(reference));
                told(
                        reference,
                        tags,
                        "deleted " + name
                                + (tags.isEmpty() ? "" : " and with it the tags " + String.join(", ", tags))
                                + "; dray gc frees its bytes");
            }
        }
        return ExitCode.DONE;
    }

    private void told(String digest, List<String> tags, String message) {
        if (!output.json()) {
            output.message(message);
            return;
        }
        output.document(json -> {
            json.name("deleted").value(name.toString()).name("digest").value(digest);
            json.name("tags").beginArray();
            tags.forEach(json::value);
            json.endArray();
        });
    }

    /** A registry that lists no tags may delete all the same. */
    private static Tags tagsOf(Digest digest, Repository repository) throws IOException {
        List<String> all = new ArrayList<>();
        try {
            repository.tags(all::add);
            List<String> looked = all.subList(0, Math.min(MAX_TAGS, all.size()));
            return new Tags(repository.tagsOf(digest, looked), looked.size() == all.size());
        } catch (ContentException e) {
            return new Tags(List.of(), false);
        }
    }
}
