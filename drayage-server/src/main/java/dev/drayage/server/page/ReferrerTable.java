package dev.drayage.server.page;

import dev.drayage.content.ContentException;
import dev.drayage.oci.Descriptor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What others say about an image: signatures, bills of materials, attestations. */
final class ReferrerTable {
    private static final String PREDICATE = "dev.sigstore.bundle.predicateType";
    private static final String CREATED = "org.opencontainers.image.created";
    /** How cosign names what it stores without referrers, by the digest of the image. */
    private static final List<String> COSIGN = List.of(".sig", ".att", ".sbom");

    private ReferrerTable() {}

    static Element section(Visit visit, Descriptor image) throws IOException {
        Element section = Parts.section("referrers", "Referrers");
        List<Descriptor> referrers;
        try {
            referrers = visit.repository().referrers(image);
        } catch (ContentException e) {
            return section.add(Parts.notice(
                    Problems.sentence(e, visit.repository().content().location())));
        }
        DataTable table = new DataTable("Referrers", "What it is", "Type", "Size", "Created", "Digest");
        for (Descriptor each : referrers.stream().limit(Parts.ROWS).toList()) {
            String type = Optional.ofNullable(each.artifactType()).orElse(each.mediaType());
            table.row(
                    Element.link(
                            visit.href(each.digest()),
                            kind(type, each.annotation(PREDICATE).orElse(""))),
                    Element.name(Visible.cut(type, 120)),
                    Sizes.element(each.size()),
                    Parts.date(each.annotation(CREATED).orElse(null)),
                    Parts.digest(each.digest(), visit.href(each.digest())));
        }
        List<Element> byTag = cosign(visit, image, table);
        if (referrers.isEmpty() && byTag.isEmpty()) {
            return section.add(
                    Element.of("p", "Nothing here is about this image.").with("class", "empty"));
        }
        section.add(table.element());
        return referrers.size() > Parts.ROWS
                ? section.add(Parts.notice("More than " + Parts.ROWS + " are not shown."))
                : section;
    }

    private static List<Element> cosign(Visit visit, Descriptor image, DataTable table) throws IOException {
        List<Element> found = new ArrayList<>();
        for (String suffix : COSIGN) {
            String tag = image.digest().toString().replace(':', '-') + suffix;
            Optional<Descriptor> named = visit.repository().find(tag);
            if (named.isPresent()) {
                Element kind = Element.link(visit.href(named.get().digest()), kind(suffix, ""));
                found.add(kind);
                table.row(
                        kind,
                        Parts.quiet("by the tag …" + suffix),
                        Sizes.element(named.get().size()),
                        Parts.none(),
                        Parts.digest(
                                named.get().digest(), visit.href(named.get().digest())));
            }
        }
        return found;
    }

    /** One word for what an artifact of a type is. */
    static String kind(String artifactType, String predicate) {
        String type = artifactType.toLowerCase(Locale.ROOT);
        if (Stream.of("spdx", "cyclonedx", "syft", "sbom")
                .anyMatch((type + predicate.toLowerCase(Locale.ROOT))::contains)) {
            return "SBOM";
        }
        if (!predicate.isEmpty()
                || Stream.of("in-toto", "attest", "slsa", "provenance", "dsse", ".att")
                        .anyMatch(type::contains)) {
            return "Attestation";
        }
        return Stream.of("cosign", "sigstore", "signature", "notary", ".sig").anyMatch(type::contains)
                ? "Signature"
                : "Artifact";
    }
}
