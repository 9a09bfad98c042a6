package dev.drayage.layout;

import dev.drayage.content.ContentException;
import dev.drayage.content.ReadableContent;
import dev.drayage.document.Limits;
import dev.drayage.graph.Documents;
import dev.drayage.naming.ImageNames;
import dev.drayage.oci.Descriptor;
import dev.drayage.oci.Digest;
import dev.drayage.oci.ImageAnnotations;
import dev.drayage.oci.Manifest;
import dev.drayage.oci.MediaTypes;
import dev.drayage.oci.Reference;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Layouts that list an image, its signatures and its attestations under one name, as hauler writes them and, without any
 * name, {@code cosign save}: the image alone keeps the name, and the others are listed as what refers to it. Names that
 * two images share stay as they are, for whoever asks for one to choose.
 */
final class SharedNames {
    /** What an entry is, as cosign notes it: {@code image}, {@code imageIndex}, {@code sigs}, {@code atts} and more. */
    private static final String KIND = "kind";

    private static final String COSIGN = "dev.cosignproject.cosign/";

    private final Documents documents;
    private final Map<Digest, Boolean> images = new HashMap<>();

    private SharedNames(Documents documents) {
        this.documents = documents;
    }

    /** The list with every shared name given to the one image that has it; documents are read where names are shared. */
    static List<Descriptor> settle(ReadableContent content, Limits limits, List<Descriptor> listed) throws IOException {
        Map<String, Map<Digest, Descriptor>> byName = new LinkedHashMap<>();
        for (Descriptor entry : listed) {
            key(entry).ifPresent(name -> byName.computeIfAbsent(name, key -> new LinkedHashMap<>())
                    .putIfAbsent(entry.digest(), entry));
        }
        SharedNames names = new SharedNames(new Documents(content, limits));
        Map<String, Digest> owners = new HashMap<>();
        for (Map.Entry<String, Map<Digest, Descriptor>> shared : byName.entrySet()) {
            Optional<Digest> owner = names.owner(List.copyOf(shared.getValue().values()));
            owner.ifPresent(digest -> owners.put(shared.getKey(), digest));
        }
        List<Descriptor> settled = new ArrayList<>(listed.size());
        for (Descriptor entry : listed) {
            Digest owner = key(entry).map(owners::get).orElse(null);
            settled.add(owner == null || owner.equals(entry.digest()) ? entry : referrer(entry, owner));
        }
        return List.copyOf(settled);
    }

    /** What entries share if they share a name; cosign's without one belong together too. */
    private static Optional<String> key(Descriptor entry) {
        return ImageNames.fullName(entry)
                .map(SharedNames::normalized)
                .or(() -> entry.annotation(ImageAnnotations.REF_NAME))
                .or(() -> cosignKind(entry).map(kind -> ""));
    }

    private static String normalized(String name) {
        try {
            return Reference.parse(name).withDefaultTag().toString();
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    private static Optional<String> cosignKind(Descriptor entry) {
        return entry.annotation(KIND)
                .filter(kind -> kind.startsWith(COSIGN))
                .map(kind -> kind.substring(COSIGN.length()));
    }

    /** The one image of several entries; empty if there are no others, or it cannot be told. */
    private Optional<Digest> owner(List<Descriptor> entries) throws IOException {
        if (entries.size() < 2) {
            return Optional.empty();
        }
        Digest owner = null;
        for (Descriptor entry : entries) {
            if (isImage(entry)) {
                if (owner != null) {
                    return Optional.empty();
                }
                owner = entry.digest();
            }
        }
        return Optional.ofNullable(owner);
    }

    private boolean isImage(Descriptor entry) throws IOException {
        Optional<String> kind = cosignKind(entry);
        if (kind.isPresent()) {
            return kind.get().equals("image") || kind.get().equals("imageIndex");
        }
        Boolean known = images.get(entry.digest());
        if (known == null) {
            known = readsAsImage(entry);
            images.put(entry.digest(), known);
        }
        return known;
    }

    /** What cannot be read could be an image. */
    private boolean readsAsImage(Descriptor entry) throws IOException {
        try {
            if (MediaTypes.isIndex(entry.mediaType())) {
                return documents.index(entry).subject() == null;
            }
            if (!MediaTypes.isManifest(entry.mediaType())) {
                return false;
            }
            Manifest manifest = documents.manifest(entry);
            return manifest.subject() == null && manifest.artifactType() == null && manifest.isImage();
        } catch (ContentException e) {
            return true;
        }
    }

    private static Descriptor referrer(Descriptor entry, Digest owner) {
        Descriptor unnamed = ImageNames.unnamed(entry);
        return unnamed.annotation(ImageAnnotations.SUBJECT).isPresent()
                ? unnamed
                : unnamed.withAnnotation(ImageAnnotations.SUBJECT, owner.toString());
    }
}
