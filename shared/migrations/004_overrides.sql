-- Day 0 of the limit that runs, from which it is measured anew when an officer overrides what it hangs on.
-- Empty for a limit that began before this was kept.
alter table cases add column due_since date;
