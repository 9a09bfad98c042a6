package dev.drayage.cli;

import dev.drayage.json.GoJsonWriter;
import dev.drayage.storage.collect.CollectItem;
import dev.drayage.storage.collect.CollectItem.Fate;
import dev.drayage.storage.collect.CollectListener;
import dev.drayage.storage.collect.CollectReport;
import dev.drayage.storage.collect.RequestCount;
import dev.drayage.storage.collect.TagRule;
import java.util.Locale;

/** What collecting the storage of a registry prints. */
final class CollectOutput implements CollectListener {
    private final OutputOptions output;
    private final boolean isDry;

    CollectOutput(OutputOptions output, boolean isDry) {
        this.output = output;
        this.isDry = isDry;
    }

    @Override
    public void began(Step step) {
        if (output.json()) {
            output.document(json -> json.name("event")
                    .value("step")
                    .name("step")
                    .value(step.name().toLowerCase(Locale.ROOT)));
        }
    }

    @Override
    public void item(CollectItem item) {
        String kind = item.kind().name().toLowerCase(Locale.ROOT);
        if (output.json()) {
            output.document(json -> {
                json.name("event").value(event(item.fate()));
                json.name("kind").value(kind);
                json.name("name").value(item.name());
                json.name("size").value(item.size());
                json.name("reason").value(item.reason());
            });
        } else if (item.fate() == Fate.PROBLEM) {
            output.message(kind + " " + item.name() + ": " + item.reason());
        } else if (item.fate() == Fate.RESTORED) {
            output.message("put back " + kind + " " + item.name() + ": " + item.reason());
        } else if (isDry) {
            output.line("free " + kind + " " + item.name()
                    + (item.size() == 0 ? "" : " (" + ByteCount.exact(item.size()) + ")") + ": " + item.reason());
        }
    }

    @Override
    public void unused(TagRule rule) {
        output.warning("no tag of any repository matches the rule for tags " + rule.tags()
                + (rule.repositories().text().equals("*") ? "" : " of repositories " + rule.repositories())
                + ", which keeps and frees nothing; is it written right?");
    }

    private static String event(Fate fate) {
        return switch (fate) {
            case REMOVED -> "freed";
            case RESTORED -> "restored";
            case PROBLEM -> "problem";
        };
    }

    void done(CollectReport report, boolean isQuarantined) {
        if (output.json()) {
            output.document(json -> write(report, json));
            return;
        }
        output.message((isDry ? "would free " : "freed ") + ByteCount.exact(report.bytes()) + " of " + report.blobs()
                + " blobs and " + report.manifests() + " manifests, with " + report.links() + " links, "
                + report.tags() + " tags and " + report.uploads() + " uploads; of " + report.seenBlobs()
                + " blobs with " + ByteCount.exact(report.seenBytes()) + ", " + report.young()
                + " stay because they are young");
        RequestCount requests = report.requests();
        output.message((isDry ? "this took " : "it took ")
                + words(requests)
                + (isDry ? "; removing takes that again, and " + words(report.sweepRequests()) : ""));
        if (report.restored() > 0) {
            output.message(report.restored() + " blobs were put back, for what was pushed since refers to them");
        }
        if (report.leftOfPlan() > 0) {
            output.message(report.leftOfPlan() + " of what the plan names stays or was gone already: something uses it"
                    + " since, or the plan was made for another storage of this name");
        }
        if (report.purged() > 0) {
            output.message("deleted " + ByteCount.exact(report.purgedBytes()) + " of " + report.purged()
                    + " blobs that were in quarantine");
        }
        if (!isDry && isQuarantined && report.blobs() + report.manifests() > 0) {
            output.message("what was freed is in quarantine, where it takes room until a later run deletes it");
        }
    }

    private static void write(CollectReport report, GoJsonWriter json) {
        json.name("event").value("done");
        json.name("freedManifests").value(report.manifests());
        json.name("freedBlobs").value(report.blobs());
        json.name("freedBytes").value(report.bytes());
        json.name("freedLinks").value(report.links());
        json.name("freedTags").value(report.tags());
        json.name("freedUploads").value(report.uploads());
        json.name("restoredBlobs").value(report.restored());
        json.name("purgedBlobs").value(report.purged());
        json.name("purgedBytes").value(report.purgedBytes());
        json.name("seenBlobs").value(report.seenBlobs());
        json.name("seenBytes").value(report.seenBytes());
        json.name("young").value(report.young());
        json.name("leftOfPlan").value(report.leftOfPlan());
        requests(json.name("requests"), report.requests());
        requests(json.name("sweepRequests"), report.sweepRequests());
    }

    private static void requests(GoJsonWriter json, RequestCount count) {
        json.beginObject();
        json.name("lists").value(count.lists());
        json.name("reads").value(count.reads());
        json.name("writes").value(count.writes());
        json.name("copies").value(count.copies());
        json.name("deletes").value(count.deletes());
        json.endObject();
    }

    private static String words(RequestCount count) {
        return count.total() + " requests (" + count.lists() + " lists, " + count.reads() + " reads, " + count.writes()
                + " writes, " + count.copies() + " copies, " + count.deletes() + " deletes)";
    }
}
