<?xml version="1.0" encoding="UTF-8"?>
<!-- Twenty rules in the shape that Schematron compiles to: a mode for each pattern, a template for each context, a report of failed asserts. -->
<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:xs="http://www.w3.org/2001/XMLSchema"
    xmlns:svrl="http://purl.oclc.org/dsdl/svrl" xmlns:f="urn:ead:benchmark" xpath-default-namespace="urn:ead:itmatt:1" exclude-result-prefixes="#all">
  <xsl:output method="xml" indent="no"/>
  <xsl:mode name="item" on-no-match="shallow-skip"/>
  <xsl:mode name="party" on-no-match="shallow-skip"/>
  <xsl:mode name="piece" on-no-match="shallow-skip"/>
  <xsl:key name="items" match="Item" use="ItemId"/>

  <xsl:template match="/">
    <svrl:schematron-output items="{count(Itmatt/Item)}">
      <svrl:active-pattern id="item"/>
      <xsl:apply-templates select="*" mode="item"/>
      <svrl:active-pattern id="party"/>
      <xsl:apply-templates select="*" mode="party"/>
      <svrl:active-pattern id="piece"/>
      <xsl:apply-templates select="*" mode="piece"/>
    </svrl:schematron-output>
  </xsl:template>

  <xsl:template name="failed">
    <xsl:param name="id" as="xs:string"/>
    <svrl:failed-assert id="{$id}" location="{path()}"/>
  </xsl:template>

  <xsl:function name="f:check-digit" as="xs:integer">
    <xsl:param name="serial" as="xs:string"/>
    <xsl:variable name="digits" select="string-to-codepoints($serial) ! (. - 48)"/>
    <xsl:variable name="sum" select="sum(for-each-pair($digits, (8, 6, 4, 2, 3, 5, 9, 7), function($a, $b) { $a * $b }))"/>
    <xsl:variable name="rest" select="11 - xs:integer($sum) mod 11"/>
    <xsl:sequence select="if ($rest = 10) then 0 else if ($rest = 11) then 5 else $rest"/>
  </xsl:function>

  <xsl:template match="Item" mode="item">
    <xsl:if test="not(matches(ItemId, '^[A-Z]{2}[0-9]{9}[A-Z]{2}$'))"><xsl:call-template name="failed"><xsl:with-param name="id" select="'1'"/></xsl:call-template></xsl:if>
    <xsl:if test="not(f:check-digit(substring(ItemId, 3, 8)) = xs:integer(substring(ItemId, 11, 1)))"><xsl:call-template name="failed"><xsl:with-param name="id" select="'2'"/></xsl:call-template></xsl:if>
    <xsl:if test="count(key('items', ItemId)) gt 1"><xsl:call-template name="failed"><xsl:with-param name="id" select="'3'"/></xsl:call-template></xsl:if>
    <xsl:if test="not(MailClassCd = ('C', 'E', 'U'))"><xsl:call-template name="failed"><xsl:with-param name="id" select="'4'"/></xsl:call-template></xsl:if>
    <xsl:if test="not(NatureTypeCd = ('11', '21', '31', '32', '91', '991', '999'))"><xsl:call-template name="failed"><xsl:with-param name="id" select="'5'"/></xsl:call-template></xsl:if>
    <xsl:if test="sum(ContentPiece/NetWeight/xs:decimal(.)) gt xs:decimal(GrossWeight)"><xsl:call-template name="failed"><xsl:with-param name="id" select="'6'"/></xsl:call-template></xsl:if>
    <xsl:if test="xs:decimal(GrossWeight) gt 31.5"><xsl:call-template name="failed"><xsl:with-param name="id" select="'7'"/></xsl:call-template></xsl:if>
    <xsl:if test="count(distinct-values(ContentPiece/CurrencyCd)) gt 1"><xsl:call-template name="failed"><xsl:with-param name="id" select="'8'"/></xsl:call-template></xsl:if>
    <xsl:if test="Postage and not(PostageCurrencyCd)"><xsl:call-template name="failed"><xsl:with-param name="id" select="'9'"/></xsl:call-template></xsl:if>
    <xsl:if test="NatureTypeCd = '999' and not(normalize-space(Remarks))"><xsl:call-template name="failed"><xsl:with-param name="id" select="'10'"/></xsl:call-template></xsl:if>
  </xsl:template>

  <xsl:template match="Sender | Recipient" mode="party">
    <xsl:if test="not(normalize-space(Name) or normalize-space(Company))"><xsl:call-template name="failed"><xsl:with-param name="id" select="'11'"/></xsl:call-template></xsl:if>
    <xsl:if test="not(normalize-space(AddressLine1))"><xsl:call-template name="failed"><xsl:with-param name="id" select="'12'"/></xsl:call-template></xsl:if>
    <xsl:if test="not(matches(CountryCd, '^[A-Z]{2}$'))"><xsl:call-template name="failed"><xsl:with-param name="id" select="'13'"/></xsl:call-template></xsl:if>
    <xsl:if test="Telephone and string-length(translate(Telephone, '+()- .', '')) lt 6"><xsl:call-template name="failed"><xsl:with-param name="id" select="'14'"/></xsl:call-template></xsl:if>
    <xsl:if test="Email and not(matches(Email, '^[^@\s]+@[^@\s]+\.[a-z]+$'))"><xsl:call-template name="failed"><xsl:with-param name="id" select="'15'"/></xsl:call-template></xsl:if>
  </xsl:template>

  <xsl:template match="ContentPiece" mode="piece">
    <xsl:if test="lower-case(normalize-space(Description)) = ('gift', 'goods', 'parts', 'sample', 'samples', 'clothes', 'other', 'various', 'parcel', 'toys')"><xsl:call-template name="failed"><xsl:with-param name="id" select="'16'"/></xsl:call-template></xsl:if>
    <xsl:if test="string-length(normalize-space(Description)) lt 3"><xsl:call-template name="failed"><xsl:with-param name="id" select="'17'"/></xsl:call-template></xsl:if>
    <xsl:if test="HS and not(matches(HS, '^[0-9]{6}([0-9]{2}){0,2}$'))"><xsl:call-template name="failed"><xsl:with-param name="id" select="'18'"/></xsl:call-template></xsl:if>
    <xsl:if test="xs:decimal(NetWeight) le 0 or xs:integer(Number) lt 1"><xsl:call-template name="failed"><xsl:with-param name="id" select="'19'"/></xsl:call-template></xsl:if>
    <xsl:if test="Amount and not(matches(CurrencyCd, '^[A-Z]{3}$'))"><xsl:call-template name="failed"><xsl:with-param name="id" select="'20'"/></xsl:call-template></xsl:if>
  </xsl:template>
</xsl:stylesheet>
