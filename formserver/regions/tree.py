"""The tree of counties, townships and villages, with every look-up by code and by name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from formserver.errors import FormserverError, NotFound
from formserver.regions.codes import TIERS, Tier, covers, parent_of, tier_of
from formserver.regions.names import display_name, normalised, spellings


class RegionsRejected(FormserverError):
    """Rows that make no tree: a bad code, an empty name, a code twice, a missing parent ..."""

    status = 422
    message_key = "区划数据有误。"


class UnknownRegion(NotFound):
    """No region of the tree has this code; reads like anything else that is not there."""


@dataclass(frozen=True, slots=True, order=True)
class Region:
    """One county, township or village; tier and parent follow from the code, so they cannot disagree with it.

    Raises NotARegionCode for a bad code.
    """

    code: str
    name: str

    def __post_init__(self) -> None:
        tier_of(self.code)

    @property
    def tier(self) -> Tier:
        """county, township or village."""
        return tier_of(self.code)

    @property
    def parent(self) -> str | None:
        """The code one tier above; None for a county."""
        return parent_of(self.code)

    @property
    def display_name(self) -> str:
        """The name as papers write it, see names.display_name."""
        return display_name(self.name)


@dataclass(frozen=True, slots=True, order=True)
class County:
    """Where a county lies: names of its province and city; the city is empty under a municipality (重庆市丰都县)."""

    code: str
    name: str
    province: str
    city: str

    @property
    def address(self) -> str:
        """Province, city and county in one: 湖北省鄂州市华容区."""
        return f"{self.province}{self.city}{self.name}"


class RegionTree:
    """Regions of one or more counties. Every region's parent must be among them; order of the rows does not matter."""

    def __init__(self, regions: Iterable[Region], counties: Iterable[County] = ()) -> None:
        """Raises RegionsRejected for a code that comes twice or whose parent is missing."""
        self._regions: dict[str, Region] = {}
        self._children: dict[str, list[Region]] = defaultdict(list)
        self._by_spelling: dict[str, list[Region]] = defaultdict(list)
        self._places = {county.code: county for county in counties}
        for region in sorted(regions):
            self._add(region)

    def _add(self, region: Region) -> None:
        if region.code in self._regions:
            raise RegionsRejected("区划编码 %(code)s 重复。", code=region.code)
        # Sorted by code a parent, being a prefix, always comes before its children.
        if region.parent is not None:
            if region.parent not in self._regions:
                raise RegionsRejected("区划编码 %(code)s 缺少上级 %(parent)s。", code=region.code, parent=region.parent)
            self._children[region.parent].append(region)
        self._regions[region.code] = region
        for spelling in spellings(region.name, region.tier):
            self._by_spelling[spelling].append(region)

    def __len__(self) -> int:
        return len(self._regions)

    def __contains__(self, code: object) -> bool:
        return code in self._regions

    def __iter__(self) -> Iterator[Region]:
        """All regions by code: a county, its first township, that township's villages, the next township ..."""
        return iter(self._regions.values())

    def get(self, code: str) -> Region:
        """The region with this code. Raises UnknownRegion."""
        try:
            return self._regions[code]
        except KeyError:
            raise UnknownRegion(code=code) from None

    def counties(self) -> tuple[Region, ...]:
        """The counties, by code."""
        return tuple(region for region in self if region.tier == "county")

    def children(self, code: str) -> tuple[Region, ...]:
        """The regions one tier below, by code; none below a village. Raises UnknownRegion."""
        return tuple(self._children.get(self.get(code).code, ()))

    def path(self, code: str) -> tuple[Region, ...]:
        """The regions from the county down to this one. Raises UnknownRegion."""
        region = self.get(code)
        return (region,) if region.parent is None else (*self.path(region.parent), region)

    def path_names(self, code: str) -> tuple[str, ...]:
        """The names from the county down, as papers write them: (华容区, 段店镇, 三江村). Raises UnknownRegion."""
        return tuple(region.display_name for region in self.path(code))

    def county(self, code: str) -> County:
        """Where the county of any place lies; province and city are empty if unknown. Raises UnknownRegion."""
        top = self.path(code)[0]
        return self._places.get(top.code, County(top.code, top.name, province="", city=""))

    def address(self, code: str) -> str:
        """The whole address without gaps: 湖北省鄂州市华容区段店镇三江村. Raises UnknownRegion."""
        return self.county(code).address + "".join(self.path_names(code)[1:])

    def find(self, name: str, within: str, tier: Tier | None = None) -> Region | None:
        """The one region below `within` written so; None if there is none or more than one. See candidates."""
        found = self.candidates(name, within, tier)
        return found[0] if len(found) == 1 else None

    def candidates(self, name: str, within: str, tier: Tier | None = None) -> tuple[Region, ...]:
        """Every region below `within` (a county or township) that the name may mean, by code. Raises UnknownRegion.

        Without a tier the higher one decides: 段店 is the township even where a village of that name exists. In one
        tier the whole official name goes before other spellings; everything else is left to the reader to choose.
        """
        self.get(within)
        wanted = normalised(name)
        below = [r for r in self._by_spelling.get(wanted, ()) if r.code != within and covers(within, r.code)]
        for level in TIERS if tier is None else (tier,):
            if found := [region for region in below if region.tier == level]:
                return tuple([region for region in found if normalised(region.name) == wanted] or found)
        return ()
