"""The one error tree.

QuartermasterError              an expected failure; its text is one clear line for whoever ran or asked
├── SettingError                a setting has no usable value
├── BadInput                    what came in cannot be used (a message, a feed, a line)
│   └── FeedError               a catalog or directory file cannot be imported at all
├── Missing                     something that was named does not exist (a product, a request, a model)
├── Refused                     the rules forbid it (a claim by a second rep, an illegal change of state)
├── StoreError                  Redis cannot be reached or answered something unusable
│   ├── StaleLease              another engine owns the partition now: stop, write nothing
│   └── AlreadyDone             this message was committed before: nothing was written
└── EngineError                 the dialogue engine could not finish a turn
"""


class QuartermasterError(Exception):
    pass


class SettingError(QuartermasterError):
    pass


class BadInput(QuartermasterError):
    pass


class FeedError(BadInput):
    pass


class Missing(QuartermasterError):
    pass


class Refused(QuartermasterError):
    pass


class StoreError(QuartermasterError):
    pass


class StaleLease(StoreError):
    pass


class AlreadyDone(StoreError):
    pass


class EngineError(QuartermasterError):
    pass
