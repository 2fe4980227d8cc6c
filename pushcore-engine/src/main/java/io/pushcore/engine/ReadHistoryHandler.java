package io.pushcore.engine;

import io.pushcore.Authorizer;
import io.pushcore.History;
import io.pushcore.Names;
import io.pushcore.Page;
import io.pushcore.Start;
import io.pushcore.transport.Command;
import io.pushcore.transport.Reply;

/** Reads history for a connection, page by page as it takes them. */
final class ReadHistoryHandler implements CommandHandler<Command.ReadHistory> {
    private final Engine engine;
    private final Access access;

    ReadHistoryHandler(Engine engine, Access access) {
        this.engine = engine;
        this.access = access;
    }

    @Override
    public void handle(NetLink link, Slot slot, Command.ReadHistory command) {
        Names.channel(command.channel());
        HistoryQuest quest = new HistoryQuest(engine, command.channel(), engine.options.rulesOf(command.channel()));
        access.allow(link.identity(), Authorizer.Action.HISTORY, command.channel())
                .thenCompose(allowed -> quest.page(command.history()))
                .whenComplete((page, failure) -> link.onLane(() -> {
                    if (page == null) {
                        Desk.refuse(link, slot, failure);
                    } else {
                        link.whenFirst(slot, () -> show(link, slot, command, quest, page, true));
                    }
                }));
    }

    private static void show(
            NetLink link, Slot slot, Command.ReadHistory command, HistoryQuest quest, Page page, boolean first) {
        boolean last = !command.whole()
                || command.history().newestFirst()
                || page.messages().isEmpty()
                || page.through().offset() >= page.head().offset();
        if (last) {
            link.answer(slot, new Reply.HistoryPage(page, first, true));
            return;
        }
        link.answerPart(slot, new Reply.HistoryPage(page, first, false));
        link.whenUnsentIsLow(() -> {
            History next = History.from(Start.after(page.through()))
                    .limit(command.history().limit());
            quest.page(next)
                    .whenComplete((more, failure) -> link.onLane(() -> {
                        if (more == null) {
                            Desk.refuse(link, slot, failure);
                        } else {
                            show(link, slot, command, quest, more, false);
                        }
                    }));
        });
    }
}
