-- Readings are recorded at every stage alike now.
insert into access
    select id, case_id, at, case part when 'contact' then 'contact' else 'reading' end, actor, null, purpose,
           array['intake/1/' || part]
    from reading;
drop table reading;
