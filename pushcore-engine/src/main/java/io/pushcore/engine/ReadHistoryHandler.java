package io.pushcore.engine;

import io.pushcore.Authorizer;
import io.pushcore.History;
import io.pushcore.Names;
import io.pushcore.Page;
import io.pushcore.Position;
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
        HistoryQuest quest = new HistoryQuest(engine, command.channel());
        access.allow(link.identity(), Authorizer.Action.HISTORY, command.channel())
                .thenCompose(allowed -> quest.page(command.history()))
                .whenComplete((page, failure) -> link.onLane(() -> {
                    if (page == null) {
                        Desk.refuse(link, slot, failure);
                    } else {
                        Answer answer = new Answer(link, slot, command, quest, page.head());
                        link.answers().whenFirst(slot, () -> answer.show(page, true));
                    }
                }));
    }

    /**
     * An answer on its way, page by page.
     *
     * @param head where the channel ended when it was asked; without it the answer from a busy channel would never end
     */
    private record Answer(NetLink link, Slot slot, Command.ReadHistory command, HistoryQuest quest, Position head) {
        void show(Page page, boolean first) {
            boolean last = !command.whole()
                    || command.history().newestFirst()
                    || page.messages().isEmpty()
                    || page.through().offset() >= head.offset();
            if (last) {
                link.answer(slot, new Reply.HistoryPage(page, first, true));
                return;
            }
            link.answers().answerPart(slot, new Reply.HistoryPage(page, first, false));
            link.output().whenUnsentIsLow(() -> readAfter(page.through()));
        }

        private void readAfter(Position position) {
            History next =
                    History.from(Start.after(position)).limit(command.history().limit());
            quest.page(next)
                    .whenComplete((page, failure) -> link.onLane(() -> {
                        if (page == null) {
                            Desk.refuse(link, slot, failure);
                        } else {
                            show(page, false);
                        }
                    }));
        }
    }
}
