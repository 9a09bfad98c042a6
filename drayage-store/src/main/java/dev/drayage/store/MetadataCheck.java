package dev.drayage.store;

import dev.drayage.content.ContentException;
import dev.drayage.content.ContentException.Kind;
import dev.drayage.json.Quotes;
import dev.drayage.labels.GcLabels;
import dev.drayage.oci.Digest;
import dev.drayage.oci.InvalidDigestException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Whether what the database says can be trusted: content that a row, a label or a name holds must not be freed because
 * that cannot be read.
 */
final class MetadataCheck {
    /** What can be done about a database that cannot be trusted. */
    static final String REMEDY = "; put a good copy of it back, or run LocalStore.rebuild, which makes another from the"
            + " blobs that are there: names are lost, content stays for a day";

    private static final String NUMBERS = "select 'content ' || digest || ' of namespace ' || namespace from content"
            + " where typeof(size) <> 'integer' or size < 0 or typeof(created) <> 'integer'"
            + " or typeof(updated) <> 'integer'"
            + " union all select 'image ' || name || ' of namespace ' || namespace from image"
            + " where typeof(size) <> 'integer' or size < 0 or typeof(created) <> 'integer'"
            + " or typeof(updated) <> 'integer'"
            + " union all select 'lease ' || id || ' of namespace ' || namespace from lease"
            + " where typeof(created) <> 'integer' or typeof(expires) not in ('integer', 'null') limit 1";

    private static final String ROOTLESS = "select i.name, i.namespace, i.digest from image i where not exists"
            + " (select 1 from content c where c.namespace = i.namespace and c.digest = i.digest) limit 1";

    private static final String REFERENCES = " where label = '" + GcLabels.REFERENCE + "' or substr(label, 1, "
            + (GcLabels.REFERENCE.length() + 1) + ") = '" + GcLabels.REFERENCE + ".'";

    private MetadataCheck() {}

    /** Fails if the database is lost though there is content. */
    static void requireNotLost(StoreParts parts) throws IOException {
        if (parts.blobs().hasAny()) {
            Path database = parts.metadata().database();
            throw new ContentException(
                    Kind.FAILED_PRECONDITION,
                    database + (Files.exists(database) ? " is empty" : " is lost") + ", but there are blobs in "
                            + parts.root() + REMEDY);
        }
    }

    /** Fails unless everything in the database can be read and makes sense. */
    static void requireTrusted(StoreParts parts) throws IOException {
        MetadataFiles files = parts.metadata();
        if (files.isIncomplete() || parts.database().hasLostCommits()) {
            throw distrusted(files, "has lost what was committed to it last: it is an older copy, or its log is gone");
        }
        int version = parts.database().read(Schema::version);
        Schema.requireKnown(version, Schema.LATEST, files.database());
        if (version != Schema.LATEST) {
            throw distrusted(files, "has lost its schema");
        }
        Optional<String> problem = problem(parts);
        if (problem.isPresent()) {
            throw distrusted(files, problem.get());
        }
    }

    /** What in the database cannot be read or makes no sense. */
    static Optional<String> problem(StoreParts parts) throws IOException {
        try {
            return parts.database().read(MetadataCheck::problem);
        } catch (InvalidDigestException e) {
            return Optional.of("has a row that cannot be read: " + e.getMessage());
        }
    }

    private static ContentException distrusted(MetadataFiles files, String problem) {
        return new ContentException(
                Kind.FAILED_PRECONDITION, "nothing was collected: " + files.database() + " " + problem + REMEDY);
    }

    private static Optional<String> problem(Session session) throws SQLException {
        Optional<String> damage = Sqlite.damage(session);
        if (damage.isPresent()) {
            return damage.map(what -> "is damaged: " + what);
        }
        Optional<String> number = session.first(NUMBERS, row -> "has a row that cannot be read: " + row.getString(1));
        if (number.isPresent()) {
            return number;
        }
        requireDigests(session, "select digest from content");
        requireDigests(session, "select digest from image");
        requireDigests(session, "select digest from lease_content");
        Optional<String> reference = reference(session, "content_label", "digest");
        if (reference.isEmpty()) {
            reference = reference(session, "image_label", "name");
        }
        if (reference.isPresent()) {
            return reference;
        }
        return session.first(
                ROOTLESS,
                row -> "does not know the content " + row.getString(3) + " of image " + row.getString(1)
                        + " in namespace " + row.getString(2) + ", so that what belongs to it cannot be told"
                        + " (import the image again, or remove its name with dray rm)");
    }

    private static void requireDigests(Session session, String query) throws SQLException {
        session.each(query, row -> Digest.parse(String.valueOf(row.getString(1))));
    }

    /** A label that refers to something that is no content. */
    private static Optional<String> reference(Session session, String table, String owner) throws SQLException {
        String[] found = new String[1];
        session.each("select " + owner + ", label, value from " + table + REFERENCES, row -> {
            String value = String.valueOf(row.getString(3));
            try {
                Digest.parse(value);
            } catch (InvalidDigestException e) {
                found[0] = "has a label " + row.getString(2) + " of " + row.getString(1) + " that refers to "
                        + Quotes.quote(value) + ", which is no content (correct or remove it with dray label)";
            }
        });
        return Optional.ofNullable(found[0]);
    }
}
